package voxfarm.frontend.ja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;

/** Files that have their size and their first bytes, and nothing else of a dictionary. */
class DamagedDictionaryTest {
    private static final int CHARACTERS = 0xffff;

    @TempDir private Path folder;

    private void damageKinds(BiConsumer<ByteBuffer, Integer> damage) throws IOException {
        Path file = SmallDictionary.ofTests().writeTo(folder).resolve("char.bin");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        damage.accept(bytes, bytes.capacity() - Integer.BYTES * CHARACTERS);
        Files.write(file, bytes.array());
    }

    private void isRefused() {
        assertThatThrownBy(() -> JapaneseDictionary.open(folder))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                .hasMessageContaining("char.bin");
    }

    /** All would be blanks, and nothing of a text would be spoken or named. */
    @Test
    void lettersThatAreBlanksAreRefused() throws IOException {
        damageKinds((bytes, at) -> bytes.putInt(at + 4 * 'あ', bytes.getInt(at + 4 * ' ')));

        isRefused();
    }

    @Test
    void kindsThatAreNoneAreRefused() throws IOException {
        damageKinds((bytes, at) -> bytes.putInt(at + 4 * '本', 0xff << 18));

        isRefused();
    }

    @Test
    void whateverStandsInTheFilesEndsInWordsOrAnError() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            SmallDictionary.ofTests().writeTo(folder);
            String name = new String[] {"sys.dic", "unk.dic", "matrix.bin"}[round % 3];
            byte[] bytes = Files.readAllBytes(folder.resolve(name));
            for (int n = 1 + random.nextInt(200); n > 0; n--) {
                bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
            }
            Files.write(folder.resolve(name), bytes);
            try {
                JapaneseDictionary dictionary = JapaneseDictionary.open(folder);
                SpokenText spoken =
                        new JapaneseFrontEnd(
                                        () -> dictionary,
                                        () -> {
                                            throw new IllegalStateException("not asked for");
                                        },
                                        JapaneseFrontEnd.EarlyTokens.NONE)
                                .speak("私は本を読みます。", Language.JP, TextRules.V2_1, Readings.NONE);
                assertThat(spoken.runs()).as("seed %d, round %d: %s", seed, round, name).hasSize(1);
            } catch (VoxfarmException e) {
                assertThat(e.code())
                        .as("seed %d, round %d: %s: %s", seed, round, name, e)
                        .isEqualTo(ErrorCode.MISSING_MODEL);
            }
        }
    }
}
