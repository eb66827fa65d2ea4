package voxfarm.books.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.tags.CoverImage;

/** The picture of a book inside the document that a farm takes, where no file lies beside it. */
public final class PlanCover {
    /** A JPEG or PNG file in base64 (RFC 4648), in place of {@code cover}. */
    public static final String MEMBER = "cover_base64";

    /** Of the largest picture. */
    static final int MOST_CHARACTERS = (CoverImage.MOST_BYTES + 2) / 3 * 4;

    private PlanCover() {}

    /** Puts it there, in place of the name of a file. */
    public static void put(CoverImage cover, ObjectNode into) {
        into.remove("cover");
        into.put(MEMBER, Base64.getEncoder().encodeToString(cover.bytes()));
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is no picture that we take
     */
    public static CoverImage of(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "expected a JPEG or PNG picture in base64: " + e.getMessage(),
                    e);
        }
        return CoverImage.of(bytes, "the picture");
    }
}
