package voxfarm.books.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.tags.Pictures;

class PlanFilesTest {
    @TempDir Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private BookPlan yaml(String text) throws IOException {
        return PlanFiles.read(file("plan.yml", text));
    }

    private String problems(String text) throws IOException {
        try {
            yaml(text);
        } catch (VoxfarmException e) {
            return e.getMessage();
        }
        throw new AssertionError("was taken: " + text);
    }

    /** What people do not write down is not written; what is written is read the same. */
    @Test
    void plansOfEveryFormComeBackAsTheyWere() {
        for (long seed = 1; seed <= 300; seed++) {
            BookPlan plan = inline(RandomPlans.of(seed));
            for (String name : List.of("a.yml", "b.json")) {
                for (PlanFiles.Texts texts : PlanFiles.Texts.values()) {
                    Path file = folder.resolve(seed + texts.name() + name);
                    PlanFiles.write(
                            plan, null, file, texts, List.of("Head: x", "#"), Map.of(0, "12 min"));
                    assertThat(PlanFiles.read(file))
                            .as("seed %d in %s", seed, file)
                            .isEqualTo(plan);
                }
            }
        }
    }

    private static BookPlan inline(BookPlan plan) {
        return plan.with(
                plan.chapters().stream()
                        .map(chapter ->
                                chapter.source().orElse(null) instanceof PlannedChapter.Beside
                                        ? chapter.from(new PlannedChapter.Text("Words."))
                                        : chapter)
                        .toList());
    }

    @Test
    void isWrittenForPeople() throws IOException {
        Path file = folder.resolve("emma.yml");
        BookPlan plan =
                BookPlanCodec.read(
                        """
                        {"title": "Emma", "voice": "joe", "pauses": {"scene": 2},
                         "chapters": [{"title": "1984", "text": "One.\\n\\nTwo.\\n"},
                                      {"title": "Notes", "text": "n", "skip": "notes"}]}
                        """
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        PlanFiles.write(
                plan, null, file, PlanFiles.Texts.BESIDE, List.of("A plan."), Map.of(1, "0 min"));

        assertThat(file)
                .hasContent(
                        """
                        # A plan.
                        schema: 1
                        title: Emma
                        voice: joe
                        pauses:
                            scene: 2.0
                        chapters:
                          - title: '1984'
                            file: emma/001-1984.md
                        # 0 min
                          - title: Notes
                            skip: notes
                            file: emma/002-Notes.md
                        """);
        assertThat(folder.resolve("emma/001-1984.md")).hasContent("One.\n\nTwo.\n");
        assertThatThrownBy(() ->
                        PlanFiles.write(
                                plan, null, file, PlanFiles.Texts.BESIDE, List.of(), Map.of()))
                .hasMessageContaining("is there already, and may have been edited");
    }

    @Test
    void wordsAreWordsWhateverTheyLookLike() throws IOException {
        BookPlan plan =
                yaml(
                        """
                        title: 1984
                        language: no
                        date: 1949-06-08
                        voice: joe
                        speed: 1.25
                        pauses: {scene: 2}
                        dictionary:
                          Yes: say:yess
                        cast:
                          characters:
                            No: {voice: 007}
                        chapters:
                          - title: 1e3
                            text: |
                              One.

                              Two.
                          - title: Yes
                            text: null words
                            skip: yes
                          - {title: off, text: true, skip: no}
                        """);
        assertThat(plan.about().title()).contains("1984");
        assertThat(plan.about().language()).contains("no");
        assertThat(plan.about().date()).contains("1949-06-08");
        assertThat(plan.narrator().speed()).contains(1.25);
        assertThat(plan.pauses().within().seconds()).containsEntry(PauseKind.SCENE, 2.0);
        assertThat(plan.dictionary().getFirst().word()).isEqualTo("Yes");
        assertThat(plan.cast().characters()).containsOnlyKeys("No");
        assertThat(plan.chapters().getFirst().text()).isEqualTo("One.\n\nTwo.\n");
        assertThat(plan.read()).extracting(PlannedChapter::title).containsExactly("1e3", "off");
    }

    @Test
    void problemsHaveTheirLines() throws IOException {
        String said =
                problems(
                        """
                        titel: Emma
                        speed: quick
                        chapters:
                          - title: One
                            txt: Hello.
                          - title: Two
                            file: two.md
                          - title: Three
                            text: x
                            pauses:
                              scene: 20
                        """);
        assertThat(said)
                .contains(
                        "plan.yml:1: titel: not known; did you mean title?",
                        "plan.yml:2: speed: expected a number from 0.5 to 2",
                        "plan.yml:5: chapters[0].txt: not known; did you mean text?",
                        "plan.yml:4: chapters[0].text: expected a text or a file",
                        "plan.yml:11: chapters[2].pauses.scene: expected a number from 0 to 10");
        assertThat(problems("chapters:\n  - title: Two\n    file: two.md\n"))
                .contains("plan.yml:3: chapters[0].file: two.md: cannot be read");
    }

    @Test
    void refusesWhatYamlCanDoBesides() throws IOException {
        assertThat(problems("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
                .contains("plan.yml:", "aliases (*name) are not read");
        assertThat(problems("title: !!java.net.URL [\"http://127.0.0.1/\"]\n"))
                .contains("plan.yml:1: not well-formed YAML: Global tag is not allowed");
        assertThat(problems("title: !mine x\n")).contains("plan.yml:1: tags (!name) are not read");
        assertThat(problems("title: Emma\ntitle: Persuasion\n"))
                .contains("plan.yml:2: \"title\" stands here a second time");
        assertThat(problems("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")).contains("not");
        assertThat(problems("title: \"open\nchapters: [\n")).contains("plan.yml:");
        assertThat(problems("just words")).contains("expected keys and values");
        assertThat(problems("")).contains("expected keys and values");
        assertThat(problems("<<: {title: x}\nchapters: []\n")).contains("<<: not known");
        assertThat(problems("? [a]\n: b\n")).contains("expected a name before the colon");
    }

    @Test
    void readsNothingOutsideItsFolder() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.createSymbolicLink(inner.resolve("link.md"), secret);
        Files.writeString(inner.resolve("in.md"), "Words.");
        for (String path : List.of("../secret.txt", secret.toString(), "link.md")) {
            Path plan =
                    Files.writeString(
                            inner.resolve("plan.yml"),
                            "chapters: [{title: x, file: '" + path + "'}]");
            assertThatThrownBy(() -> PlanFiles.read(plan))
                    .as(path)
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining("plan's folder");
        }
        Path plan =
                Files.writeString(inner.resolve("plan.yml"), "chapters: [{title: x, file: in.md}]");
        assertThat(PlanFiles.read(plan).chapters().getFirst().text()).isEqualTo("Words.");
    }

    @Test
    void aCastHasAFileOfItsOwn() throws IOException {
        file(
                "cast.yml",
                "narrator: joe\ndialogue: ann\ncharacters:\n  Emma: {speaker: F1, also: [E.]}\n");
        BookPlan plan = yaml("cast: cast.yml\nchapters: [{title: x, text: y}]\n");
        assertThat(plan.narrator().voice()).map(Object::toString).contains("joe");
        assertThat(requireNonNull(plan.cast().characters().get("Emma")).alsoCalled())
                .containsExactly("E.");
        assertThat(problems("cast: cast.yaml\nchapters: [{title: x, text: y}]\n"))
                .contains("plan.yml:1: cast: cast.yaml: cannot be read");
    }

    private static final byte[] PNG = Pictures.png();

    private static final String WITH_COVER =
            "title: T\ncover: %s\nchapters: [{title: One, text: Words.}]\n";

    @Test
    void thePictureBesideAPlanGoesToTheFarmWithIt() throws IOException {
        Path plan = folder.resolve("p.yml");
        Files.writeString(plan, WITH_COVER.formatted("own.png"));
        Files.write(folder.resolve("own.png"), PNG);

        ObjectNode document = PlanFiles.document(plan);

        assertThat(document.has("cover")).isFalse();
        assertThat(PlanCover.of(document.path(PlanCover.MEMBER).asText()).bytes()).isEqualTo(PNG);

        Path again = folder.resolve("again.yml");
        BookPlan read = PlanFiles.read(plan);
        PlanFiles.write(
                read,
                PlanFiles.cover(plan, read).orElseThrow(),
                again,
                PlanFiles.Texts.BESIDE,
                List.of(),
                Map.of());
        assertThat(PlanFiles.read(again).about().cover()).contains("again/cover.png");
        assertThat(PlanFiles.document(again).path(PlanCover.MEMBER))
                .isEqualTo(document.path(PlanCover.MEMBER));

        Path json = folder.resolve("again.json");
        PlanFiles.write(
                read,
                PlanFiles.cover(plan, read).orElseThrow(),
                json,
                PlanFiles.Texts.INLINE,
                List.of(),
                Map.of());
        assertThat(PlanFiles.document(json)).isEqualTo(document);
    }

    @ParameterizedTest
    @CsvSource({
        "missing.png, cannot be read",
        "../p.yml, expected a path below",
        "p.yml, expected a JPEG or PNG picture"
    })
    void refusesAPictureThatIsNone(String name, String why) throws IOException {
        Path plan = folder.resolve("p.yml");
        Files.writeString(plan, WITH_COVER.formatted(name));

        assertThatThrownBy(() -> PlanFiles.document(plan))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("cover")
                .hasMessageContaining(why);
    }

    @Test
    void refusesTwoPictures() throws IOException {
        Path plan = folder.resolve("p.yml");
        Files.writeString(plan, WITH_COVER.formatted("own.png") + "cover_base64: aGk=\n");

        assertThatThrownBy(() -> PlanFiles.document(plan))
                .hasMessageContaining("one of cover and cover_base64");
        assertThatThrownBy(() -> PlanCover.of("%%%")).hasMessageContaining("base64");
        assertThatThrownBy(() -> PlanCover.of("aGk=")).hasMessageContaining("JPEG or PNG");
    }
}
