package voxfarm.common.job;

import java.util.regex.Pattern;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/**
 * Names a piece of queue work: the request and which of its jobs. A job that is queued again keeps
 * its id.
 *
 * @param name {@code single} for a request of one job
 * @throws VoxfarmException {@code INVALID_PLAN} if the name could not stand in an object key
 */
public record JobId(RequestId request, String name) {
    /** The only job of a short request. */
    public static final String SINGLE = "single";

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

    @Override
    public String toString() {
        return request + "/" + name;
    }
}
