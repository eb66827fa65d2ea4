package voxfarm.common.json;

import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** The {@code schema} member that every document begins with. */
public final class Schema {
    /** The one version there is. */
    public static final long VERSION = 1;

    private Schema() {}

    /**
     * Absent means version 1.
     *
     * @throws VoxfarmException {@code UNSUPPORTED_SCHEMA} if the document is of another version:
     *     its members may mean anything, so nothing else of it is judged
     */
    public static void check(Fields fields, String what) {
        Optional<Long> version = fields.optionalInteger("schema", Long.MIN_VALUE, Long.MAX_VALUE);
        if (version.isPresent() && version.get() != VERSION) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED_SCHEMA,
                    "%s: expected schema %d, the only one this build knows, was %d",
                    what,
                    VERSION,
                    version.get());
        }
    }
}
