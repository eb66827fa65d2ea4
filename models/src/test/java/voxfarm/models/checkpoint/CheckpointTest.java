package voxfarm.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

class CheckpointTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path SHARED = Path.of("../../shared/golden/model");

    /** Long runs outside the gate: -Dvoxfarm.fuzz=100000. */
    private static final int MUTATIONS = Integer.getInteger("voxfarm.fuzz", 1500);

    private static Tensor tensor(Map<String, Tensor> weights, String name) {
        return java.util.Objects.requireNonNull(weights.get(name), name);
    }

    private static float[] read(String file, String tensor) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("bad/tensor").resolve(file))) {
            return tensor(checkpoint.weights(), tensor).floats();
        }
    }

    @Test
    void readsTransposedViewsByTheirStrides() {
        assertThat(read("transposed_view.pth", "a")).containsExactly(1, 3, 2, 4);
    }

    @Test
    void readsBfloat16() {
        assertThat(read("bfloat16.pth", "a")).containsExactly(1, 2, 3, 4);
    }

    @Test
    void readsTwoTensorsOfOneStorage() {
        assertThat(read("shared_storage.pth", "a")).containsExactly(1, 2);
        assertThat(read("shared_storage.pth", "b")).containsExactly(3, 4);
    }

    @Test
    void readsAWholeVoice() {
        try (Checkpoint voice = Checkpoint.open(GOLDEN.resolve("model/2.0.2/G_1302.pth"))) {
            assertThat(voice.iteration()).isPresent();
            Tensor embedding = tensor(voice.weights(), "enc_p.emb.weight");
            assertThat(embedding.shape()).containsExactly(112, 24);
            assertThat(embedding.floats()).hasSize(112 * 24);
        }
    }

    @Test
    void readsTheOldFormatAndTheNewAlike() {
        Path voice = SHARED.resolve("2.0");
        Assumptions.assumeTrue(Files.isDirectory(voice));
        try (Checkpoint zip = Checkpoint.open(voice.resolve("G_1300.pth"));
                Checkpoint legacy = Checkpoint.open(voice.resolve("legacy/G_1300.pth"))) {
            assertThat(legacy.weights().keySet()).isEqualTo(zip.weights().keySet());
            zip.weights()
                    .forEach((name, tensor) -> {
                        Tensor other = tensor(legacy.weights(), name);
                        assertThat(other.shape()).isEqualTo(tensor.shape());
                        assertThat(other.floats()).isEqualTo(tensor.floats());
                    });
        }
    }

    @Test
    void readsSafetensors(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("voice.safetensors");
        writeSafetensors(
                file,
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[8,12]}}",
                buffer ->
                        buffer.putFloat(1.5f)
                                .putFloat(-2)
                                .putShort((short) 0x3c00)
                                .putShort((short) 0xc000));

        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Map<String, Tensor> weights = checkpoint.weights();
            assertThat(weights).containsOnlyKeys("a", "b");
            assertThat(tensor(weights, "a").floats()).containsExactly(1.5f, -2);
            assertThat(tensor(weights, "b").floats()).containsExactly(1, -2);
        }
    }

    @Test
    void refusesSafetensorsThatLeaveTheirFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("voice.safetensors");
        writeSafetensors(
                file,
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
                buffer -> buffer.putFloat(1));

        assertThatThrownBy(() -> Checkpoint.open(file).close())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("leave the file");
    }

    @Test
    void refusesSafetensorsWhoseTensorsOverlap(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("voice.safetensors");
        writeSafetensors(
                file,
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                buffer -> buffer.putFloat(1).putFloat(2).putFloat(3));

        assertThatThrownBy(() -> Checkpoint.open(file).close())
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("two tensors overlap at byte 4");
    }

    private interface Filler {
        void fill(ByteBuffer buffer);
    }

    private static void writeSafetensors(Path file, String header, Filler filler)
            throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        filler.fill(bytes);
        byte[] written = new byte[bytes.position()];
        bytes.get(0, written);
        Files.write(file, written);
    }

    /** Changes, cuts and copies of bytes: the declared error or a result, and nothing else. */
    @Test
    void survivesMutationsOfSmallFiles(@TempDir Path folder) throws IOException {
        long seed = Long.getLong("voxfarm.fuzz.seed", 20261125L);
        SplittableRandom random = new SplittableRandom(seed);
        Path[] files = {
            GOLDEN.resolve("bad/tensor/transposed_view.pth"),
            GOLDEN.resolve("bad/tensor/shared_storage.pth"),
            GOLDEN.resolve("bad/pickle/legacy_storage_cut.pth"),
            GOLDEN.resolve("bad/pickle/build_on_tensor.pth"),
        };
        Path mutant = folder.resolve("mutant.pth");
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutate(Files.readAllBytes(files[i % files.length]), random);
            Files.write(mutant, bytes);
            try (Checkpoint checkpoint = Checkpoint.open(mutant)) {
                checkpoint.weights().values().forEach(Tensor::floats);
            } catch (VoxfarmException e) {
                assertThat(e.code())
                        .as("seed %d, mutation %d", seed, i)
                        .isEqualTo(ErrorCode.INVALID_VOICE);
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ": " + e, e);
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 2);
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return java.util.Arrays.copyOf(bytes, random.nextInt(1, bytes.length));
        }
        int changes = random.nextInt(1, 6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length =
                            random.nextInt(1, Math.min(32, bytes.length - Math.max(at, from)) + 1);
                    System.arraycopy(bytes, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
