package voxfarm.worker.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.Computation;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.packages.VoicePackage;

/** An engine without a model: what a function says to each text, at the rate of the voice. */
public final class TextEngine implements SynthesisEngine {
    private final Function<String, float[]> samples;
    private final Consumer<VoiceId> loaded;
    private final Supplier<Computation> computation;

    /**
     * @param samples of a text; called by any thread
     * @param loaded told of each voice that is loaded
     */
    public TextEngine(Function<String, float[]> samples, Consumer<VoiceId> loaded) {
        this(samples, loaded, () -> Computation.CPU);
    }

    /**
     * @param computation what it says of itself, at each moment
     */
    public TextEngine(
            Function<String, float[]> samples,
            Consumer<VoiceId> loaded,
            Supplier<Computation> computation) {
        this.samples = samples;
        this.loaded = loaded;
        this.computation = computation;
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        voice.manifest().files().forEach(file -> check(file, voice.file(file.name())));
        loaded.accept(voice.manifest().voice());
        int rateHz = voice.manifest().sampleRateHz();
        return new LoadedVoice() {
            @Override
            public List<Spoken> speakAll(List<Utterance> utterances) {
                return utterances.stream()
                        .map(one -> samples.apply(one.segment().text()))
                        .map(said -> new Spoken(new PcmAudio(said, rateHz), List.of()))
                        .toList();
            }

            @Override
            public Computation computation() {
                return computation.get();
            }

            @Override
            public void close() {}
        };
    }

    private static void check(PackageFile named, Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) != named.bytes()) {
                throw new VoxfarmException(ErrorCode.VOICE_BROKEN, named.name() + ": damaged");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Computation computation() {
        return computation.get();
    }

    @Override
    public String device() {
        return "fake";
    }

    @Override
    public void close() {}
}
