package voxfarm.common.worker;

import java.time.Instant;
import voxfarm.common.machine.MachineLoad;

/**
 * What a worker says of itself, again and again.
 *
 * @param device {@code cpu} or {@code cuda:0}
 * @param slots jobs worked on at once
 * @param voices voices in memory
 * @param encoders whether its platform has what {@code voxfarm.audio} needs for more than plain
 *     files
 * @param engineSeconds time spent in the engine since the start
 * @param audioSeconds sound made since the start
 * @param machine how busy its machine is
 */
public record WorkerHeartbeat(
        String workerId,
        String device,
        int slots,
        int voices,
        boolean encoders,
        double engineSeconds,
        double audioSeconds,
        MachineLoad machine,
        String build,
        Instant at) {}
