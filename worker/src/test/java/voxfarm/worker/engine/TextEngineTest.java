package voxfarm.worker.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.files.Sha256;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.models.packages.VoicePackage;

/** The contract on the fake. */
class TextEngineTest extends SynthesisEngineContract {
    private static final byte[] MODEL = "a model".getBytes(StandardCharsets.UTF_8);

    private final VoiceManifest manifest =
            Manifests.of("joe")
                    .files(List.of(new PackageFile("model", MODEL.length, Sha256.hex(MODEL))))
                    .build();

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("model"), MODEL);
        Files.write(folder.resolve(VoicePackage.MANIFEST), VoiceManifestCodec.write(manifest));
    }

    @Override
    protected SynthesisEngine engine() {
        return new TextEngine(text -> new float[] {0.25f, text.length() / 100f}, _ -> {});
    }

    @Override
    protected VoicePackage voice() {
        return new VoicePackage(manifest, folder);
    }

    @Override
    protected List<String> texts() {
        return List.of("one", "three", "fourteen");
    }
}
