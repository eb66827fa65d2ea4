package voxfarm.common.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.VoxfarmException;

class CoverImageTest {
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void readsKindAndSize(String format) {
        CoverImage cover = CoverImage.of(Pictures.of(format, 30, 50), "cover");

        assertThat(cover.kind().extension()).isEqualTo(format);
        assertThat(cover.width()).isEqualTo(30);
        assertThat(cover.height()).isEqualTo(50);
    }

    @Test
    void refusesOtherFormatsSayingWhatToDo() {
        for (byte[] other :
                new byte[][] {Pictures.of("gif", 3, 3), Pictures.of("bmp", 3, 3), {}, {1}}) {
            assertThatThrownBy(() -> CoverImage.of(other, "cover.gif"))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("cover.gif")
                    .hasMessageContaining("JPEG or PNG");
        }
    }

    @Test
    void refusesWhatIsTooLarge() {
        byte[] padded = Arrays.copyOf(Pictures.of("png", 3, 3), CoverImage.MOST_BYTES + 1);
        assertThatThrownBy(() -> CoverImage.of(padded, "x")).hasMessageContaining("at most");
        assertThatThrownBy(() -> CoverImage.of(Pictures.of("png", 10_001, 1), "x"))
                .hasMessageContaining("10001 x 1");
        byte[] none = Pictures.of("png", 3, 3);
        Arrays.fill(none, 16, 20, (byte) 0xff); // -1 pixels
        assertThatThrownBy(() -> CoverImage.of(none, "x")).hasMessageContaining("-1 x 3");
    }

    /** As half a download is; players show nothing, or half of it in grey. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void refusesWhatIsCutWhereverItIs(String format) {
        byte[] whole = Pictures.of(format, 30, 50);
        for (int length = 0; length < whole.length - 4; length++) { // behind it a checksum at most
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CoverImage.of(cut, "x")).isInstanceOf(VoxfarmException.class);
        }
        byte[] half = Arrays.copyOf(whole, whole.length * 9 / 10);
        assertThatThrownBy(() -> CoverImage.of(half, "x")).hasMessageContaining("it is cut");
        // an earlier build took it, and the book is spoken
        assertThat(CoverImage.kept(half, "x").height()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void takesWhatHasSomethingBehindItsEnd(String format) {
        byte[] whole = Pictures.of(format, 30, 50);
        byte[] more = Arrays.copyOf(whole, whole.length + 1000);

        assertThat(CoverImage.of(more, "x").height()).isEqualTo(50);
    }

    /** Whatever is wrong with it, it is refused or read: nothing else is thrown. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void damagedPicturesAreReadOrRefused(String format) {
        byte[] good = Pictures.of(format, 30, 50);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length));
            for (int hit = 0; hit < 3 && bad.length > 0; hit++) {
                bad[random.nextInt(Math.min(bad.length, 60))] = (byte) random.nextInt();
            }
            try {
                CoverImage.of(bad, "x");
            } catch (VoxfarmException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void aJpegThatNamesNoSizeIsDamaged() {
        byte[] head = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 2, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> CoverImage.of(head, "x")).hasMessageContaining("damaged");
    }
}
