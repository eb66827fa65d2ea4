package voxfarm.frontend.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.SmallDictionary;

class LocalJapaneseTest {
    @TempDir private Path folder;

    @Test
    void saysWhatToDoUntilItIsThere() {
        Path later = folder.resolve("later");
        LocalJapanese local = new LocalJapanese(List.of(later), folder.resolve("none"));

        assertThatThrownBy(local::get)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                .hasMessageContaining("voxfarm japanese")
                .hasMessageContaining("open-jtalk-mecab-naist-jdic")
                .hasMessageContaining("voices.japanese");
        SmallDictionary.ofTests().writeTo(later);
        JapaneseDictionary opened = local.get();

        assertThat(local.get()).isSameAs(opened);
    }

    @Test
    void saysWhatTheFirstReleaseNeedsUntilItIsThere() {
        Path dictionary = folder.resolve("japanese");
        LocalJapanese local = new LocalJapanese(List.of(dictionary), folder.resolve("none"));

        assertThatThrownBy(local::uniDic)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_MODEL))
                .hasMessageContaining("1.1.1")
                .hasMessageContaining("voxfarm japanese --early")
                .hasMessageContaining(folder.resolve("japanese-early").toString());
        SmallDictionary.ofTests().writeTo(folder.resolve("japanese-early"));

        assertThat(local.uniDic()).isSameAs(local.uniDic());
        assertThat(local.find()).as("which is another dictionary").isEmpty();
    }

    @Test
    void looksWhereItIsToldBeforeAllOtherPlaces() {
        Path named = SmallDictionary.ofTests().writeTo(folder.resolve("named"));
        Path installed = SmallDictionary.ofTests().writeTo(folder.resolve("installed"));
        LocalJapanese local = new LocalJapanese(List.of(), installed);
        assertThat(local.find()).contains(installed);

        local.add(List.of(folder.resolve("none"), named));

        assertThat(local.find()).contains(named);
    }

    @Test
    void takesNoFolderThatLacksAFile() throws IOException {
        Path half = SmallDictionary.ofTests().writeTo(folder.resolve("half"));
        Files.delete(half.resolve("matrix.bin"));

        assertThat(new LocalJapanese(List.of(half), folder.resolve("none")).find()).isEmpty();
    }
}
