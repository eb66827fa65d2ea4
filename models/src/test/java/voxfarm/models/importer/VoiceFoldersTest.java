package voxfarm.models.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;

class VoiceFoldersTest {
    @TempDir Path root;

    private VoiceFolders.Found found() {
        return found(root);
    }

    private static VoiceFolders.Found found(Path... roots) {
        return VoiceFolders.find(
                List.of(roots), Map.of(), name -> name.replace("孙悟空", "sun-wu-kong"));
    }

    private static List<String> ids(VoiceFolders.Found found) {
        return found.voices().stream().map(source -> source.voice().value()).toList();
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
    }

    private static Path checkpoint(VoiceSource voice) {
        return ((VoiceSource.BertVits2) voice).checkpoint();
    }

    private static Path config(VoiceSource voice) {
        return voice instanceof VoiceSource.BertVits2 bert
                ? bert.config()
                : ((VoiceSource.Piper) voice).config();
    }

    @Test
    void findsVoicesInFolders() throws IOException {
        files("one/x.onnx", "one/x.onnx.json", "one/other.onnx");
        files("many/a.onnx", "many/a.onnx.json", "many/b.onnx", "many/b.onnx.json");

        assertThat(ids(found(root, root.resolve("missing")))).containsExactly("a", "b", "one");
    }

    @Test
    void makesIdsOfNamesThatAreNone() throws IOException {
        for (String name : List.of("zh101", "孙悟空", "孙 悟空", "My Voice (v2)", "Élodie", "Ночь")) {
            files(name + "/config.json", name + "/G_1201.pth");
        }
        VoiceFolders.Found found = found();

        assertThat(ids(found)).startsWith("zh101").hasSize(6);
        assertThat(ids(found)).contains("sun-wu-kong", "My-Voice-v2", "Elodie");
        assertThat(ids(found)).allMatch(VoiceId::isOne);
        assertThat(found.unserved()).isEmpty();
        assertThat(found.named())
                .as("shown, with where to say another")
                .hasSize(5)
                .anySatisfy(line ->
                        assertThat(line).contains("孙悟空", "served as sun-wu-kong", "voice.yml"));
        assertThat(ids(found())).as("the same at every start").isEqualTo(ids(found));
    }

    @Test
    void givesAnIdTwiceToNobody() throws IOException {
        files(
                "my voice/config.json",
                "my voice/G_1.pth",
                "my-voice/config.json",
                "my-voice/G_1.pth");
        files("my  voice/config.json", "my  voice/G_1.pth");

        assertThat(ids(found())).containsExactly("my-voice", "my-voice-2", "my-voice-3");
    }

    @Test
    void takesTheIdOfTheSheet() throws IOException {
        files("孙悟空/config.json", "孙悟空/G_1.pth");
        Files.writeString(root.resolve("孙悟空/voice.yml"), "id: monkey-king");

        assertThat(ids(found())).containsExactly("monkey-king");
        assertThat(found().named()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    id: my voice          | expected 1 to 64 letters
                    nmae: x               | nmae
                    id: [a                | not well-formed YAML
                    checkpoint: G_9.pth   | there is no file
                    checkpoint: ../../etc/passwd | there is no file
                    """)
    void namesASheetThatCannotBeRead(String sheet, String why) throws IOException {
        files("bad/config.json", "bad/G_1.pth", "good/config.json", "good/G_1.pth");
        Files.writeString(root.resolve("bad/voice.yml"), sheet);

        assertThat(ids(found())).containsExactly("good");
        assertThat(found().unserved())
                .singleElement()
                .satisfies(one -> assertThat(one.place()).endsWith("bad"))
                .satisfies(one -> assertThat(one.reason()).contains(why));
    }

    /** A sheet comes with a voice out of the net, or with an upload. */
    @ParameterizedTest
    @ValueSource(strings = {"id", "checkpoint", "config"})
    void noSheetReadsTheEnvironmentOrAFile(String key) throws IOException {
        files("bad/config.json", "bad/G_1.pth");
        Path secret = Files.writeString(root.resolve("bad/notes.txt"), "hunter-2");
        for (String placeholder : List.of("${env:PATH}", "${file:" + secret + "}")) {
            Files.writeString(root.resolve("bad/voice.yml"), key + ": " + placeholder);

            assertThat(ids(found())).isEmpty();
            assertThat(found().unserved())
                    .singleElement()
                    .satisfies(one ->
                            assertThat(one.reason())
                                    .contains(placeholder.substring(0, 6))
                                    .doesNotContain("hunter-2", "/bin"));
        }
    }

    /** Of two folders with one id, as a copy of the bundled voice has it. */
    @Test
    void servesTheFirstOfTwoWithOneIdAndNamesTheOther() throws IOException {
        files("bundled/joe/v.onnx", "bundled/joe/v.onnx.json");
        files("own/joe/v.onnx", "own/joe/v.onnx.json", "own/a.b/v.onnx", "own/a.b/v.onnx.json");
        files("own/a_b/v.onnx", "own/a_b/v.onnx.json");
        VoiceFolders.Found found = found(root.resolve("bundled"), root.resolve("own"));

        assertThat(ids(found)).containsExactly("joe", "a.b");
        assertThat(found.unserved())
                .hasSize(2)
                .anySatisfy(one ->
                        assertThat(one.toString())
                                .contains("own/joe", "bundled/joe", "id: joe-2", "voice.yml"))
                .anySatisfy(one -> assertThat(one.toString()).contains("own/a_b", "'.' counts"));
    }

    @Test
    void readsARootThatIsGivenTwiceOnce() throws IOException {
        files("a/v.onnx", "a/v.onnx.json");

        assertThat(ids(found(root, root.resolve(".")))).containsExactly("a");
        assertThat(found(root, root.resolve(".")).unserved()).isEmpty();
    }

    @Test
    void servesFlatFilesOfPiper() throws IOException {
        files("en_US-x-medium.onnx", "en_US-x-medium.onnx.json", "zh/config.json", "zh/G_1.pth");

        assertThat(ids(found())).containsExactly("en_US-x-medium", "zh");
    }

    @ParameterizedTest
    @CsvSource({
        "wukong.pth config.json,            wukong.pth,         config.json",
        "G_latest.pth config.json,          G_latest.pth,       config.json",
        "G_latest.pth D_latest.pth DUR_0.pth config.json, G_latest.pth, config.json",
        "G_1300.pth my_config.json,         G_1300.pth,         my_config.json",
        "G_1300.pth configs/config.json,    G_1300.pth,         configs/config.json",
        "models/wukong.pth config.json,     models/wukong.pth,  config.json",
        "models/G_0.pth models/G_15000.pth models/D_15000.pth config.json, models/G_15000.pth,"
                + " config.json",
        "x.safetensors config.json style_vectors.npy, x.safetensors, config.json",
        "x_e1_s900.safetensors x_e2_s1800.safetensors config.json, x_e2_s1800.safetensors,"
                + " config.json",
        "x.safetensors x_e2_s1800.safetensors config.json, x_e2_s1800.safetensors, config.json"
    })
    void servesWhatPeopleCallTheirFiles(String names, String checkpoint, String config)
            throws IOException {
        for (String name : names.strip().split(" ", -1)) {
            files("v/" + name);
        }
        assertThat(found().unserved()).isEmpty();
        assertThat(found().voices())
                .singleElement()
                .satisfies(voice ->
                        assertThat(checkpoint(voice)).isEqualTo(root.resolve("v", checkpoint)))
                .satisfies(voice -> assertThat(config(voice)).isEqualTo(root.resolve("v", config)));
    }

    @Test
    void namesFilesOfWhichAnyMayBeTheVoice() throws IOException {
        files("v/happy.safetensors", "v/sad.safetensors", "v/config.json", "v/style_vectors.npy");

        assertThat(found().unserved())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.reason())
                                .contains("several files may be the voice")
                                .contains("happy.safetensors, sad.safetensors")
                                .contains("checkpoint: happy.safetensors"));
        Files.writeString(root.resolve("v/voice.yml"), "checkpoint: sad.safetensors\n");
        assertThat(found().voices())
                .singleElement()
                .satisfies(voice ->
                        assertThat(checkpoint(voice)).isEqualTo(root.resolve("v/sad.safetensors")));
    }

    @Test
    void servesPiperFilesWithAShorterNameOfTheConfiguration() throws IOException {
        files("f/voice.onnx", "f/voice.json", "g/voice.onnx", "g/config.json");

        assertThat(ids(found())).containsExactly("f", "g");
    }

    /** One unzipped voice as the root. */
    @Test
    void servesARootThatIsAVoice() throws IOException {
        files("wukong/config.json", "wukong/models/G_1.pth", "wukong/G_5.pth");

        VoiceFolders.Found found = found(root.resolve("wukong"));
        assertThat(ids(found)).containsExactly("wukong");
        assertThat(found.unserved()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    D_1300.pth config.json       | training alone
                    G_1300.pth                   | config.json
                    a.pth b.pth config.json      | checkpoint: a.pth
                    v.onnx                       | .onnx.json
                    config.json                  | G_<step>.pth
                    voice.zip                    | found voice.zip; expected
                    """)
    void namesAFolderThatIsNoVoiceWithWhatToDo(String names, String why) throws IOException {
        for (String name : names.strip().split(" ", -1)) {
            files("e/" + name);
        }
        files("good/config.json", "good/G_1.pth");

        assertThat(ids(found())).containsExactly("good");
        assertThat(found().unserved())
                .singleElement()
                .satisfies(one -> assertThat(one.place()).endsWith("e"))
                .satisfies(one -> assertThat(one.reason()).contains(why).doesNotContain("\n"));
    }

    @Test
    void saysWhichOfSeveralCheckpointsInTheSheet() throws IOException {
        files("e/a.pth", "e/b.pth", "e/old.json", "e/new.json");
        Files.writeString(root.resolve("e/voice.yml"), "checkpoint: b.pth\nconfig: new.json\n");

        assertThat(found().voices())
                .singleElement()
                .satisfies(voice -> assertThat(checkpoint(voice)).endsWith(Path.of("b.pth")))
                .satisfies(voice -> assertThat(config(voice)).endsWith(Path.of("new.json")));
    }

    @Test
    void passesOverWhatIsHiddenOrShared() throws IOException {
        files(".cache/x", "bert/chinese/model.onnx", "README.md");
        Files.createDirectories(root.resolve("empty"));

        assertThat(found().unserved())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("the folder is empty"));
    }

    @Test
    void takesTheNameThatACallerGivesBeforeAllOthers() throws IOException {
        files("孙悟空/config.json", "孙悟空/G_1300 (1).pth");
        Path folder = root.resolve("孙悟空");

        assertThat(VoiceFolders.only(folder, Optional.of(new VoiceId("kobe")), n -> n).voice())
                .isEqualTo(new VoiceId("kobe"));
        assertThat(VoiceFolders.only(folder, Optional.empty(), _ -> "wukong").voice())
                .isEqualTo(new VoiceId("wukong"));
        files("none/D_1.pth");
        assertThatThrownBy(() -> VoiceFolders.only(root.resolve("none"), Optional.empty(), n -> n))
                .hasMessageContaining("none: D_1.pth is of use for training alone");
    }

    private void link(String name, Path target) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.createSymbolicLink(root.resolve(name), target);
    }

    private static Path pipe(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        return file;
    }

    /** What a voice's folder leads to elsewhere is not the farm's to read, or to tell of. */
    @Test
    void opensNoFileThatLiesOutsideOfTheRoots(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.writeString(elsewhere.resolve("secret.json"), "root:x");
        Files.writeString(elsewhere.resolve("config.json"), "{}");
        Files.writeString(elsewhere.resolve("G_1.pth"), "x");
        Files.writeString(elsewhere.resolve("voice.yml"), "id: taken");
        Files.createDirectory(elsewhere.resolve("models"));
        Files.writeString(elsewhere.resolve("models/G_2.pth"), "x");
        files("good/config.json", "good/G_1.pth");
        files("config/G_1.pth", "sheet/config.json", "sheet/G_1.pth", "models/config.json");
        link("config/config.json", secret);
        link("graph/v.onnx", Path.of("/dev/zero"));
        files("graph/v.onnx.json", "named/config.json", "named/voice.yml");
        Files.writeString(root.resolve("named/voice.yml"), "checkpoint: a.pth");
        link("named/a.pth", elsewhere.resolve("G_1.pth"));
        link("sheet/voice.yml", elsewhere.resolve("voice.yml"));
        link("models/models", elsewhere.resolve("models"));
        link("folder", elsewhere);
        link("nothing/config.json", root.resolve("gone"));

        VoiceFolders.Found found = found();

        assertThat(ids(found)).containsExactly("good");
        for (String name : List.of("config", "graph", "sheet", "models", "folder", "named")) {
            assertThat(found.unserved())
                    .anySatisfy(one -> {
                        assertThat(one.place()).endsWith("/" + name);
                        assertThat(one.reason()).contains("a link that leads out", "voices.roots");
                    });
        }
        assertThat(found.unserved())
                .anySatisfy(one ->
                        assertThat(one.reason())
                                .isEqualTo("config.json: a link that leads to nothing"))
                .noneSatisfy(one -> assertThat(one.reason()).contains("secret"));
    }

    @Test
    void takesLinksWithinTheRoots(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("G_9.pth"), "x");
        files("a/config.json", "shared/config.json", "shared/G_1.pth");
        link("a/G_9.pth", other.resolve("G_9.pth"));
        link("b", root.resolve("shared"));

        assertThat(ids(found(root, other))).contains("a", "b", "shared");
    }

    /** One waits for ever, the other never ends. */
    @Test
    void opensNeitherPipesNorDevices() throws Exception {
        files("a/G_1.pth", "b/config.json", "b/G_1.pth", "good/config.json", "good/G_1.pth");
        pipe(root.resolve("a/config.json"));
        pipe(root.resolve("b/voice.yml"));
        pipe(root.resolve("good/emotion.npy"));

        VoiceFolders.Found found = found();

        assertThat(ids(found)).containsExactly("good");
        assertThat(found.voices().getFirst())
                .isInstanceOfSatisfying(
                        VoiceSource.BertVits2.class,
                        voice -> assertThat(voice.emotion()).isEmpty());
        assertThat(found.unserved())
                .extracting(one -> one.reason())
                .containsExactlyInAnyOrder(
                        "config.json: expected a file, is a device or a pipe",
                        "voice.yml: expected a file, is a device or a pipe",
                        "emotion.npy: expected a file, is a device or a pipe");
    }

    /** Whatever is wrong with it. */
    @Test
    void namesAFolderOnceWhereItHoldsNoVoice() throws IOException {
        files("file", "empty/.hidden", "sheet/voice.yml", "id/voice.yml", "gone/voice.yml");
        Files.writeString(root.resolve("sheet/voice.yml"), "nonsense: 1");
        Files.writeString(root.resolve("id/voice.yml"), "id: ../x");
        Files.writeString(root.resolve("gone/voice.yml"), "config: none.json");
        for (String name : List.of("missing", "file", "empty", "sheet", "id", "gone")) {
            String folder = root.resolve(name).toString();
            assertThatThrownBy(() -> VoiceFolders.only(Path.of(folder), Optional.empty(), n -> n))
                    .as(name)
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VOICE))
                    .satisfies(e ->
                            assertThat(String.valueOf(e.getMessage()).split(folder, -1))
                                    .as(e.getMessage())
                                    .hasSize(2));
        }
        assertThat(found().unserved())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.reason()).doesNotContain(root.toString()));
    }
}
