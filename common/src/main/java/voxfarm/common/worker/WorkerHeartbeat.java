package voxfarm.common.worker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.voice.UnservedVoice;

/**
 * What a worker says of itself, again and again.
 *
 * @param device {@code cpu} or {@code cuda:0}
 * @param computation how it computes with it where a request says nothing; empty where an older
 *     build does not say
 * @param slots runs of the engine at once
 * @param jobs in hand at once, of each lane; more than slots where jobs share a run
 * @param voices voices in memory
 * @param voicesBytes memory that those are reckoned to take: what is used of the budget
 * @param engineBytes memory of the engine's process; 0 where it has none of its own
 * @param residency the budget, and which voices are loaded; empty where an older build does not say
 * @param setAside voices that it does not load at the moment
 * @param unserved what lies in its voice roots and is no voice
 * @param encoders whether its platform has what {@code voxfarm.audio} needs for more than plain
 *     files
 * @param engineSeconds time spent in the engine since the start
 * @param audioSeconds sound made since the start
 * @param speed as {@link ResidentVoice#speed}, over the last 32 runs of whatever voice; what all
 *     slots make together is up to so many times as much. Empty until something was spoken
 * @param machine how busy its machine is
 */
public record WorkerHeartbeat(
        String workerId,
        String device,
        Optional<Computation> computation,
        int slots,
        int jobs,
        int voices,
        long voicesBytes,
        long engineBytes,
        Optional<Residency> residency,
        List<SetAsideVoice> setAside,
        List<UnservedVoice> unserved,
        boolean encoders,
        double engineSeconds,
        double audioSeconds,
        OptionalDouble speed,
        MachineLoad machine,
        String build,
        Instant at) {
    public WorkerHeartbeat {
        setAside = List.copyOf(setAside);
        unserved = List.copyOf(unserved);
    }
}
