package voxfarm.common.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.tags.CoverImage;

/**
 * The picture of a book as the farm keeps it: an object of its own beside the book's plan.
 *
 * @param sha256 of its bytes, 64 hexadecimal digits
 */
public record StoredCover(String sha256, CoverImage.Kind kind) {
    public static StoredCover of(CoverImage picture) {
        return new StoredCover(Sha256.hex(picture.bytes()), picture.kind());
    }

    ObjectNode toJson() {
        return Json.object().put("sha256", sha256).put("content_type", kind.contentType());
    }

    /** The member {@code cover}; problems go to the fields' collector. */
    static Optional<StoredCover> read(Fields fields) {
        return fields.optionalObject("cover")
                .map(cover ->
                        new StoredCover(
                                cover.parsed("sha256", StoredBookCodec::sha256, ""),
                                cover.parsed(
                                        "content_type",
                                        CoverImage.Kind::ofContentType,
                                        CoverImage.Kind.JPEG)));
    }
}
