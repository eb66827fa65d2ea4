package voxfarm.models.importer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.TrainedLanguages;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.bertvits2.BertVits2Import;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.bertvits2.Release;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.packages.VoicePackage;

/** Writes the package of a Bert-VITS2 voice. */
final class BertVits2Package {
    /** Counts changes of what an import writes; part of every version. */
    static final String IMPORTER = "voxfarm-bert-vits2-3";

    /** Who turns text into phones for these voices. */
    private static final String PHONEMIZER = "bert-vits2";

    /** Bounds time and memory of one run; about 40 s of Chinese speech. */
    static final int MAX_SEGMENT_CHARACTERS = 150;

    private BertVits2Package() {}

    static VoiceManifest write(
            VoiceSource.BertVits2 source,
            Map<String, String> sources,
            VoiceVersion version,
            Path folder,
            Instant now) {
        HyperParameters parameters = HyperParametersReader.read(source.config());
        try (Checkpoint checkpoint = Checkpoint.open(source.checkpoint())) {
            BertVits2Import.Written written =
                    BertVits2Import.write(
                            checkpoint,
                            parameters,
                            new BertVits2Import.Extras(
                                    source.emotion(),
                                    source.codebook(),
                                    source.styleVectors(),
                                    seed(sources)),
                            VoicePackage.WEIGHTS,
                            folder);
            Release release = written.profile().release();
            return new VoiceManifest(
                    source.voice(),
                    version,
                    VoiceKind.BERT_VITS2,
                    parameters.sound().sampleRateHz(),
                    parameters.decoder().samplesPerFrame(),
                    parameters.cast().speakers(),
                    written.profile().stylesInOrder(),
                    TrainedLanguages.of(release.wireName()),
                    Scales.ORIGINAL_DEFAULTS,
                    MAX_SEGMENT_CHARACTERS,
                    PHONEMIZER,
                    release.wireName(),
                    VoiceImporter.describe(folder, written.files()),
                    sources,
                    IMPORTER,
                    now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the checkpoint alone: another name in config.json must not change the emotions. */
    private static long seed(Map<String, String> sources) {
        String hash = Objects.requireNonNull(sources.get("checkpoint"));
        return new BigInteger(hash, 16).longValue();
    }
}
