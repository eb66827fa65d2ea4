package voxfarm.dispatcher.api.seed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import voxfarm.common.voice.VoiceImport;

/**
 * What the API of Bert-VITS2's own server needs beside the farm.
 *
 * @param models of the configuration, in its order; empty for one that cannot be served
 * @param roots folders whose files callers may name
 * @param importer of voices that callers add, by path here or by upload to {@code /v1}
 * @param translator of texts before they are spoken
 */
public record SeedDoor(
        List<Optional<SeedModels.Model>> models,
        List<Path> roots,
        VoiceImport importer,
        TranslatorConfig translator) {
    public SeedDoor {
        models = List.copyOf(models);
        roots = List.copyOf(roots);
    }
}
