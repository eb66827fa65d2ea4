package voxfarm.common.job;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/**
 * Names a piece of queue work: the request and which of its jobs. A job that is queued again keeps
 * its id.
 *
 * @param name {@code single} for a request of one job; else {@code part0}, {@code part1} … and
 *     {@code assembly}; {@code binding} for what makes the files of a book
 * @throws VoxfarmException {@code INVALID_PLAN} if the name could not stand in an object key
 */
public record JobId(RequestId request, String name) {
    /** The only job of a short request. */
    public static final String SINGLE = "single";

    private static final String ASSEMBLY = "assembly";
    private static final String BINDING = "binding";
    private static final String PART = "part";
    private static final Pattern PART_FORM = Pattern.compile("part(0|[1-9][0-9]{0,8})");
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

    public JobId {
        if (!FORM.matcher(name).matches()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "job: expected a name of 1 to 32 small letters and digits, was %s",
                    Problems.quote(name));
        }
    }

    public static JobId single(RequestId request) {
        return new JobId(request, SINGLE);
    }

    /** The job that speaks a part of a long request. */
    public static JobId part(RequestId request, int part) {
        return new JobId(request, PART + part);
    }

    /** The job that joins the parts of a long request. */
    public static JobId assembly(RequestId request) {
        return new JobId(request, ASSEMBLY);
    }

    /** The job that makes the files of a book. */
    public static JobId binding(RequestId request) {
        return new JobId(request, BINDING);
    }

    public boolean isBinding() {
        return name.equals(BINDING);
    }

    public boolean isAssembly() {
        return name.equals(ASSEMBLY);
    }

    /** Which part the job speaks; empty if it is none. */
    public OptionalInt part() {
        return PART_FORM.matcher(name).matches()
                ? OptionalInt.of(Integer.parseInt(name.substring(PART.length())))
                : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return request + "/" + name;
    }
}
