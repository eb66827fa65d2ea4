package voxfarm.dispatcher.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.voice.ComingVoicesCodec;
import voxfarm.common.voice.VoiceId;

/**
 * Voices that somebody is importing: who asks for one of them comes too early, and is not told that
 * there is none. Workers repeat what they import while they do; one that falls silent is not
 * believed for long. Thread-safe.
 */
public final class ExpectedVoices {
    private static final Logger LOG = LoggerFactory.getLogger(ExpectedVoices.class);

    /** How often an importer says what it imports. */
    public static final Duration NOTICE_PERIOD = Duration.ofSeconds(2);

    /** An importer that was silent for so long has died. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** Who has listened for less may have missed an importer that is at work. */
    private static final Duration HEARD_ALL = NOTICE_PERIOD.multipliedBy(2);

    private final Predicate<VoiceId> here;
    private final boolean elsewhere;
    private final LongSupplier nanos;
    private final Map<String, Notice> notices = new ConcurrentHashMap<>();
    private volatile long listeningSince;
    private volatile boolean listening;

    private record Notice(Set<VoiceId> voices, long atNanos) {}

    private ExpectedVoices(Predicate<VoiceId> here, boolean elsewhere, LongSupplier nanos) {
        this.here = here;
        this.elsewhere = elsewhere;
        this.nanos = nanos;
    }

    /**
     * Where this process imports all voices.
     *
     * @param importing whether it is at one; any thread may ask
     */
    public static ExpectedVoices ofThisProcess(Predicate<VoiceId> importing) {
        return new ExpectedVoices(importing, false, System::nanoTime);
    }

    /**
     * Where workers do, and say so.
     *
     * @param nanos a clock for durations
     */
    public static ExpectedVoices ofWorkers(LongSupplier nanos) {
        return new ExpectedVoices(_ -> false, true, nanos);
    }

    /** From now on every notice comes. */
    public void listening() {
        listeningSince = nanos.getAsLong();
        listening = true;
    }

    /** Takes a record of {@code tts.control}; what is no notice is passed over. */
    public void accept(TopicRecord record) {
        String key = record.key();
        if (key == null || !ControlKeys.isImports(key)) {
            return;
        }
        long now = nanos.getAsLong();
        notices.values().removeIf(notice -> now - notice.atNanos() > SILENCE.toNanos());
        if (record.value() == null) {
            notices.remove(key);
            return;
        }
        try {
            notices.put(key, new Notice(ComingVoicesCodec.read(record.value()), now));
        } catch (VoxfarmException e) {
            LOG.warn("{}: passed over: {}", key, e.getMessage());
        }
    }

    /** Whether that voice may be about to come. */
    public boolean expects(VoiceId voice) {
        return here.test(voice) || (elsewhere && expectedOfWorkers(voice));
    }

    private boolean expectedOfWorkers(VoiceId voice) {
        long now = nanos.getAsLong();
        if (!listening || now - listeningSince < HEARD_ALL.toNanos()) {
            return true;
        }
        return notices.values().stream()
                .anyMatch(notice ->
                        now - notice.atNanos() <= SILENCE.toNanos()
                                && notice.voices().contains(voice));
    }
}
