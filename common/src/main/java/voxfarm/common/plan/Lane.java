package voxfarm.common.plan;

import java.util.Arrays;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** Which of a voice's two queues a request waits in. */
public enum Lane {
    /** Somebody is waiting for the sound. */
    INTERACTIVE("interactive"),
    /** Books and batches: yields to interactive work. */
    BULK("bulk");

    private final String wireName;

    Lane(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is no lane of that name
     */
    public static Lane ofWireName(String name) {
        return Arrays.stream(values())
                .filter(lane -> lane.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private static VoxfarmException unknown(String name) {
        String names =
                Arrays.stream(values()).map(Lane::wireName).collect(Collectors.joining(", "));
        return VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "expected one of %s, was %s",
                names,
                Problems.quote(name));
    }
}
