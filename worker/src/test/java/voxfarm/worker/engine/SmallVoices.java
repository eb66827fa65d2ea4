package voxfarm.worker.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import voxfarm.common.voice.VoiceId;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;

/** The voices that lie beside the sources, imported. */
public final class SmallVoices {
    private static final Path PIPER = Path.of("../models/voices/en_US-joe-medium");
    private static final Path BERT_VITS2 =
            Path.of("../models/src/test/resources/golden/model/2.0.2");

    private SmallVoices() {}

    /**
     * The bundled one: English.
     *
     * @param cache that it is imported into
     */
    public static VoicePackage piper(String id, Path cache) {
        return imported(
                new VoiceSource.Piper(
                        new VoiceId(id),
                        PIPER.resolve("en_US-joe-medium.onnx"),
                        PIPER.resolve("en_US-joe-medium.onnx.json"),
                        VoiceSource.Phonemizer.BUILTIN),
                cache);
    }

    /** A network of random weights: Chinese, by its release, and noise, by its sound. */
    public static VoicePackage bertVits2(String id, Path cache) {
        return imported(
                new VoiceSource.BertVits2(
                        new VoiceId(id),
                        BERT_VITS2.resolve("G_1302.pth"),
                        BERT_VITS2.resolve("config.json"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                cache);
    }

    private static VoicePackage imported(VoiceSource source, Path cache) {
        return new VoiceImporter(new VoicePackageCache(cache), InstantSource.system())
                .importVoice(source);
    }
}
