package voxfarm.common.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.tags.BookTags;

class StoredBookCodecTest {
    /** Two chapters, the first by two voices in three turns. */
    private static final String HEARD =
            """
            [{"title":"One","pause_after_s":2.5,"requests":2,"pieces":[[1,0,9,0.5],[2,0,4,0.25],[1,11,20,0]]},
            {"title":"Two","pause_after_s":1,"requests":1}]\
            """;

    private static StoredChapter request(int bytes) {
        return new StoredChapter("One", "0".repeat(64), bytes, 1, 2.5, Optional.empty());
    }

    private static StoredBook book(List<HeardChapter> heard, int... bytes) {
        return new StoredBook(
                BookTags.titled("Pride"),
                Optional.empty(),
                BookOutput.DEFAULTS,
                Json.object().put("model_id", "joe"),
                Map.of(),
                IntStream.of(bytes).mapToObj(StoredBookCodecTest::request).toList(),
                heard);
    }

    private static StoredBook read(String heard) {
        String plain =
                new String(
                        StoredBookCodec.write(book(List.of(), 20, 8, 5)), StandardCharsets.UTF_8);
        String document = plain.substring(0, plain.length() - 1) + ",\"heard\":" + heard + "}";
        return StoredBookCodec.read(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBookWithoutACastSaysNothingOfIt() {
        StoredBook book = book(List.of(), 20, 8);

        byte[] written = StoredBookCodec.write(book);
        assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("heard");
        assertThat(StoredBookCodec.read(written)).isEqualTo(book);
        assertThat(book.heard())
                .containsExactly(
                        HeardChapter.whole("One", 2.5, 1), HeardChapter.whole("One", 2.5, 2));
    }

    @Test
    void readsWhoIsHeardWhen() {
        StoredBook book = read(HEARD);

        assertThat(book.heard())
                .containsExactly(
                        new HeardChapter(
                                "One",
                                2.5,
                                1,
                                2,
                                List.of(
                                        new HeardChapter.Piece(1, 0, 9, 0.5),
                                        new HeardChapter.Piece(2, 0, 4, 0.25),
                                        new HeardChapter.Piece(1, 11, 20, 0))),
                        HeardChapter.whole("Two", 1, 3));
        assertThat(StoredBookCodec.read(StoredBookCodec.write(book))).isEqualTo(book);
        assertThat(List.of(book.heardNumberOf(1), book.heardNumberOf(2), book.heardNumberOf(3)))
                .containsExactly(1, 1, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1,11,20,0]|[1,11,21,0]|pieces[2]: expected a stretch from 9 to 20", // beyond it
                "[1,11,20,0]|[1,8,20,0]|pieces[2]: expected a stretch from 9", // one overlaps
                "[1,11,20,0]|[1,11,11,0]|pieces[2]: expected a stretch", // of nothing
                "[1,0,9,0.5]|[1,-1,9,0.5]|pieces[0]: expected a stretch from 0",
                "[2,0,4,0.25]|[3,0,4,0.25]|pieces[1]: expected a request from 1 to 2, was 3",
                "[2,0,4,0.25]|[0,0,4,0.25]|pieces[1]: expected a request",
                "[2,0,4,0.25],|''|expected pieces of request 2, too",
                "[2,0,4,0.25]|[2,0,4,11]|a pause from 0 to 10",
                "[2,0,4,0.25]|[2,0,4,-1]|a pause from 0 to 10",
                "[2,0,4,0.25]|[2,0,4,1e999]|a pause from 0 to 10",
                "[2,0,4,0.25]|[2,0,4]|expected four numbers",
                "[2,0,4,0.25]|[2,0,4,0,0]|expected four numbers",
                "[2,0,4,0.25]|[2,0,4.5,0]|expected four numbers",
                "[2,0,4,0.25]|[2,0,99999999999,0]|plan of a book",
                "[2,0,4,0.25]|7|expected a list",
                "'\"requests\":2'|'\"requests\":3'|heard[0]: expected pieces of request 3, too",
                "'\"requests\":1'|'\"requests\":2'|heard[1]: expected requests from 3 to 3",
                "'\"requests\":1'|'\"requests\":0'|requests",
                "'\"requests\":2,\"pieces\"'|'\"requests\":2,\"parts\"'|expected pieces where",
                "'\"title\":\"Two\",'|''|title",
                "',\n"
                    + "{\"title\":\"Two\",\"pause_after_s\":1,\"requests\":1}'|''|request 3 to be"
                    + " heard",
            })
    void refusesWhatCannotBeHeard(String part, String other, String message) {
        assertThat(HEARD).contains(part);

        assertThatThrownBy(() -> read(HEARD.replace(part, other)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN))
                .hasMessageContaining(message);
    }

    @Test
    void refusesMorePiecesThanAnyBookHas() {
        StringBuilder pieces = new StringBuilder("[{\"title\":\"x\",\"requests\":1,\"pieces\":[");
        for (int i = 0; i <= HeardChapter.MOST_PIECES; i++) {
            pieces.append(i == 0 ? "" : ",").append("[1,0,1,0]");
        }

        assertThatThrownBy(() -> read(pieces.append("]}]").toString()))
                .hasMessageContaining("at most 500000 pieces");
    }

    @Test
    void findsTheChapterOfEveryRequest() {
        List<HeardChapter> heard = new ArrayList<>();
        int first = 1;
        for (int size : new int[] {1, 3, 2, 1, 5}) {
            heard.add(new HeardChapter("x", 0, first, first + size - 1, List.of()));
            first += size;
        }

        assertThat(
                        IntStream.rangeClosed(1, 12)
                                .map(request -> HeardChapter.numberOf(heard, request)))
                .containsExactly(1, 2, 2, 2, 3, 3, 4, 5, 5, 5, 5, 5);
    }
}
