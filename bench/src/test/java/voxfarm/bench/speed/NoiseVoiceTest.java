package voxfarm.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.models.bertvits2.BertVits2Import;
import voxfarm.models.bertvits2.HyperParameters;
import voxfarm.models.bertvits2.HyperParametersReader;
import voxfarm.models.bertvits2.Release;
import voxfarm.models.checkpoint.Checkpoint;
import voxfarm.models.checkpoint.Tensor;

class NoiseVoiceTest {
    private static boolean allFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void hasEveryWeightOfAVoiceOfFullSize(@TempDir Path folder) throws Exception {
        NoiseVoice.write(folder);

        HyperParameters sizes = HyperParametersReader.read(folder.resolve("config.json"));
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("G_0.safetensors"))) {
            assertThat(BertVits2Import.check(checkpoint, sizes)).isEqualTo(Release.V2_1);
            for (Tensor weight : checkpoint.weights().values()) {
                assertThat(allFinite(weight.floats())).isTrue();
            }
        }
    }
}
