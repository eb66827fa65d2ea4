package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/**
 * What a caller submitted, as far as this build knows its members; not judged yet.
 *
 * @param bodySha256 by which the submission is known, also one that is refused: of the canonical
 *     form of all that was submitted, without its id
 * @param spooled the text, where it was too long to stay in the document
 */
public record SubmittedDocument(
        ObjectNode members, String bodySha256, Optional<SubmittedText.Spooled> spooled) {
    private static final String ID = "request_id";
    private static final String TEXT = "text";

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if the bytes are no JSON object within its
     *     budget
     */
    public static SubmittedDocument read(byte[] document) {
        return read(document, Optional.empty());
    }

    /**
     * As the other.
     *
     * @param spooled the text, where an empty one stands in its place
     */
    public static SubmittedDocument read(byte[] document, Optional<SubmittedText.Spooled> spooled) {
        Json.Hashed read =
                Json.readHashed(
                        document,
                        RequestCodec.MEMBERS,
                        notHashed(spooled),
                        hashedBesides(spooled),
                        "request",
                        ErrorCode.INVALID_REQUEST);
        spooled.ifPresent(_ -> read.members().remove(TEXT));
        return new SubmittedDocument(read.members(), read.sha256(), spooled);
    }

    /** A document that was made here. */
    public static SubmittedDocument of(ObjectNode document) {
        return new SubmittedDocument(
                document,
                Json.hash(document, notHashed(Optional.empty()), Map.of()),
                Optional.empty());
    }

    private static Set<String> notHashed(Optional<SubmittedText.Spooled> spooled) {
        return spooled.isPresent() ? Set.of(ID, TEXT) : Set.of(ID);
    }

    private static Map<String, String> hashedBesides(Optional<SubmittedText.Spooled> spooled) {
        return spooled.map(text -> Map.of("text_sha256", text.sha256())).orElse(Map.of());
    }
}
