package voxfarm.common.book;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.store.ObjectKey;

class BookFileTest {
    private static final BookFile FEED =
            new BookFile(
                    BookFile.Kind.FEED,
                    new ObjectKey("books/b/feed.xml"),
                    "application/rss+xml",
                    12,
                    "0".repeat(64),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** While a fleet is updated, one of them has a later build than the other. */
    @Test
    void passesOverKindsThatALaterBuildMakes() {
        ObjectNode result = Json.object();
        ObjectNode later = FEED.toJson().put("kind", "hologram");
        result.putArray("files").add(later).add(FEED.toJson());
        Problems problems = new Problems();

        assertThat(BookFile.read(new Fields(result, problems))).containsExactly(FEED);
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
    }
}
