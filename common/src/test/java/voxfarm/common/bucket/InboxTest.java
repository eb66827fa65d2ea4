package voxfarm.common.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;

class InboxTest {
    private static final byte[] WORDS = "Words.".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Inbox inbox = new Inbox(store, "in/books/", "book_uri");

    private String copy(String uri, long most) throws IOException {
        return inbox.copy(uri, most, folder.resolve("copy"));
    }

    private void refuses(String uri, ErrorCode code) {
        assertThatThrownBy(() -> copy(uri, 6))
                .isInstanceOfSatisfying(
                        VoxfarmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void copiesWhatLiesInItAndSaysItsHash() throws IOException {
        store.create(new ObjectKey("in/books/a b/c.txt"), WORDS, "text/plain");

        assertThat(copy("s3://memory/in/books/a b/c.txt", 6)).isEqualTo(Sha256.hex(WORDS));
        assertThat(folder.resolve("copy")).hasBinaryContent(WORDS);
    }

    @Test
    void endsWhereThereIsMoreThanItTakes() {
        store.create(new ObjectKey("in/books/long"), new byte[7], "x");

        refuses("s3://memory/in/books/long", ErrorCode.BODY_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://memory/in/other/c.txt",
                "s3://memory/in/books",
                "s3://memory/in/books/",
                "s3://memory/in/books/../other/c.txt",
                "s3://memory/in/books//c.txt",
                "s3://memory2/in/books/c.txt",
                "S3://memory/in/books/c.txt",
                "https://memory/in/books/c.txt",
                "s3://memory/in/books/none"
            })
    void readsNothingElse(String uri) {
        store.create(new ObjectKey("in/other/c.txt"), WORDS, "text/plain");

        refuses(uri, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void tellsAnObjectThatTheStoreDoesNotGiveFromOneThatIsNotThere() {
        store.setDown(true);

        refuses("s3://memory/in/books/c.txt", ErrorCode.TEXT_UNREADABLE);
    }
}
