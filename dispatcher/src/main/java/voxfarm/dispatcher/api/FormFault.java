package voxfarm.dispatcher.api;

import java.util.Arrays;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * What the server's reader of forms does not take. It has one kind of exception for all of it, so
 * what it says tells them apart.
 */
public enum FormFault {
    LONG_PART_HEAD(
            "headers max length exceeded",
            ErrorCode.INVALID_REQUEST,
            "the form: the head of a part (its name, its file's name and type) is longer than 8192"
                    + " bytes"),
    MANY_PARTS(
            "Form with too many",
            ErrorCode.INVALID_REQUEST,
            "the form: expected at most " + FormFault.MOST_PARTS + " parts"),
    TOO_LARGE(" exceeded", ErrorCode.BODY_TOO_LARGE, "the form is too large");

    /** Each part of an upload is a file while it is read. */
    static final int MOST_PARTS = 1000;

    /** Part of its message; what others say holds the last one's as well, so it is asked last. */
    private final String theirs;

    private final ErrorCode code;
    private final String ours;

    FormFault(String theirs, ErrorCode code, String ours) {
        this.theirs = theirs;
        this.code = code;
        this.ours = ours;
    }

    /** The fault that a failure, or one behind it, tells of. */
    public static Optional<FormFault> of(Throwable e) {
        return ErrorMapper.causes(e)
                .filter(cause -> cause instanceof IllegalStateException)
                .filter(ErrorMapper::thrownByJetty)
                .flatMap(cause -> Arrays.stream(values()).filter(fault -> fault.isSaidBy(cause)))
                .findFirst();
    }

    private boolean isSaidBy(Throwable e) {
        return String.valueOf(e.getMessage()).contains(theirs);
    }

    /** How it is answered. */
    public VoxfarmException refusal() {
        return new VoxfarmException(code, ours);
    }
}
