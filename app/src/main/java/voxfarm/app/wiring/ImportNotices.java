package voxfarm.app.wiring;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import voxfarm.common.lifecycle.Component;
import voxfarm.common.lifecycle.Ticker;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.fleet.ExpectedVoices;

/**
 * Tells dispatchers again and again which voices this process is importing, from before the first
 * one until after the last. Started before the imports are.
 */
final class ImportNotices implements Component {
    private final Supplier<List<VoiceId>> importing;
    private final Consumer<Collection<VoiceId>> say;
    private final Ticker ticker;

    /** Guarded by this: something was said that is to be taken back. */
    private boolean said;

    /**
     * @param importing voices that are not there yet; none when all are
     * @param say publishes them; may lose it
     */
    ImportNotices(Supplier<List<VoiceId>> importing, Consumer<Collection<VoiceId>> say) {
        this.importing = importing;
        this.say = say;
        this.ticker = new Ticker(name(), ExpectedVoices.NOTICE_PERIOD, this::turn);
    }

    @Override
    public String name() {
        return "notices of imports";
    }

    @Override
    public void start() {
        turn();
        ticker.start();
    }

    synchronized void turn() {
        List<VoiceId> left = importing.get();
        if (!left.isEmpty() || said) {
            say.accept(left);
        }
        said = !left.isEmpty();
    }

    /** What was begun is not brought any more. */
    @Override
    public void close() {
        ticker.close();
        synchronized (this) {
            if (said) {
                said = false;
                say.accept(List.of());
            }
        }
    }
}
