package voxfarm.bench.speed;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import voxfarm.app.wiring.Installation;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;

/** The voice that comes with the farm, and texts for it. */
public final class BundledVoice {
    static final String ID = "en_US-joe-medium";

    /** From one word to a long sentence, as speech has them. */
    static final List<String> TEXTS =
            List.of(
                    "Yes.",
                    "Where are you going?",
                    "The quick brown fox jumps over the lazy dog.",
                    "It was the best of times, it was the worst of times, it was the age of"
                            + " wisdom.",
                    "Alice was beginning to get very tired of sitting by her sister on the bank,"
                        + " and of having nothing to do: once or twice she had peeped into the book"
                        + " her sister was reading.");

    private BundledVoice() {}

    static Path graph() {
        return folder().resolve(ID + ".onnx");
    }

    private static Path folder() {
        return Installation.home().resolve("models").resolve("voices").resolve(ID);
    }

    /** As a package in a folder of packages. */
    public static VoicePackage importInto(Path cache) {
        return new VoiceImporter(new VoicePackageCache(cache), InstantSource.system())
                .importVoice(
                        new VoiceSource.Piper(
                                new VoiceId(ID),
                                graph(),
                                folder().resolve(ID + ".onnx.json"),
                                VoiceSource.Phonemizer.BUILTIN));
    }

    /** As a request without any wishes is spoken. */
    static SpeechSettings settings(VoicePackage voicePackage) {
        return new SpeechSettings(
                new SpokenBy(
                        new VoiceId(ID),
                        voicePackage.manifest().version(),
                        new Speaker(0, "default")),
                Language.EN,
                new Scales(1, 0.667, 0.8, 1),
                0,
                OutputSettings.defaults(),
                Expression.NONE,
                List.of());
    }
}
