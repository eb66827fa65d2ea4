package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.files.Sha256;

/** The files of a made book, from a farm to a folder. */
@Timeout(60)
class BookFetchTest {
    private static final String SOUND = "sound";
    private static final String BOOK =
            """
            {"book_id": "novel", "status": "completed", "book": {"title": "A/B: the \\u202e Tale"},
             "chapters": [{"number": 1, "title": "../One"}, {"number": 2, "title": "Two"}],
             "result": {"files": [
              {"kind": "book", "key": "books/novel/book.m4b", "bytes": 5, "sha256": "HASH"},
              {"kind": "chapter", "chapter": 1, "key": "books/novel/chapters/0001.mp3", "bytes": 5,
               "sha256": "HASH"},
              {"kind": "manifest", "key": "books/novel/manifest.json", "bytes": 5, "sha256": "HASH"}
             ]}}
            """
                    .replace("HASH", Sha256.hex(SOUND.getBytes(StandardCharsets.UTF_8)));

    @TempDir private Path folder;

    private final StubFarm farm = new StubFarm();

    @BeforeEach
    void haveABook() {
        farm.on("GET /v1/books/novel", 200, BOOK);
        for (String file : new String[] {"book.m4b", "chapters/0001.mp3", "manifest.json"}) {
            farm.on("GET /v1/books/novel/files/" + file, 200, SOUND);
        }
    }

    @AfterEach
    void stop() {
        farm.close();
    }

    private StubFarm.Ran fetch() {
        return farm.run("book", "fetch", "novel", "--out", folder.toString());
    }

    private Stream<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Their names are a stranger's words. */
    @Test
    void writesFilesUnderNamesThatStayInTheirFolder() throws IOException {
        StubFarm.Ran ran = fetch();

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(written())
                .containsExactly(
                        "novel/001-One.mp3", "novel/A-B-the-Tale.m4b", "novel/manifest.json");
        assertThat(folder.resolve("novel/001-One.mp3")).hasContent(SOUND);
        assertThat(ran.out().lines()).hasSize(3);
    }

    @Test
    void fetchesWhatIsMissingOrOtherwiseAlone() throws IOException {
        assertThat(fetch().code()).isZero();
        Files.delete(folder.resolve("novel/manifest.json"));
        Files.writeString(folder.resolve("novel/001-One.mp3"), "soun!");
        farm.calls.clear();

        assertThat(fetch().code()).isZero();

        assertThat(farm.calls)
                .containsExactly(
                        "GET /v1/books/novel",
                        "GET /v1/books/novel/files/chapters/0001.mp3",
                        "GET /v1/books/novel/files/manifest.json");
        assertThat(folder.resolve("novel/001-One.mp3")).hasContent(SOUND);
    }

    @Test
    void leavesNothingOfAFileThatCameOtherwiseThanPromised() throws IOException {
        farm.on("GET /v1/books/novel/files/book.m4b", 200, "soun");

        StubFarm.Ran ran = fetch();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("books/novel/book.m4b: came cut off");
        assertThat(written()).isEmpty();
    }

    @Test
    void takesNoFileThatIsNotTheBooks() throws IOException {
        farm.on(
                "GET /v1/books/novel",
                200,
                BOOK.replace("books/novel/book.m4b", "results/other/audio.wav"));

        StubFarm.Ran ran = fetch();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("names a file that is not the book's");
        assertThat(written()).isEmpty();
        assertThat(farm.calls).containsExactly("GET /v1/books/novel");
    }

    @Test
    void saysWhyThereIsNothingToFetch() throws IOException {
        farm.on("GET /v1/books/novel", 200, "{\"book_id\":\"novel\",\"status\":\"running\"}");
        assertThat(fetch().err()).contains("book novel is running", "when it is completed");
        farm.on(
                "GET /v1/books/novel",
                200,
                """
                {"book_id":"novel","status":"failed","result":{"error":{"message":"it broke"}}}\
                """);
        StubFarm.Ran failed = fetch();
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("book novel is failed: it broke");
        assertThat(written()).isEmpty();
    }

    @Test
    void makesTheFolderThatIsNotThere() throws IOException {
        Path deep = folder.resolve("new/deep");
        farm.run("book", "fetch", "novel", "--out", deep.toString());
        assertThat(deep).isDirectory();

        Path file = Files.writeString(folder.resolve("file"), "");
        StubFarm.Ran refused = farm.run("book", "fetch", "novel", "--out", file.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--out", "expected a folder, and it cannot be made");
    }
}
