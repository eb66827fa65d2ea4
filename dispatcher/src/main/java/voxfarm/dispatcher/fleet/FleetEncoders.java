package voxfarm.dispatcher.fleet;

import java.util.List;
import voxfarm.audio.Encoding;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.dispatcher.acceptance.OutputCheck;

/**
 * Refuses at the door what none of the workers that are heard of could write. While none is heard
 * of, or some could, the worker that takes the job judges. A heartbeat of unknown age refuses
 * nothing: a refusal is final, and its worker may be gone.
 */
public final class FleetEncoders implements OutputCheck {
    private final WorkerRegistry workers;

    public FleetEncoders(WorkerRegistry workers) {
        this.workers = workers;
    }

    @Override
    public void check(OutputSettings output, int voiceRateHz) {
        Encoding encoding = Encoding.of(output, voiceRateHz);
        if (!encoding.needsEncoders() && !output.denoise()) {
            return;
        }
        List<WorkerHeartbeat> alive = workers.heard();
        if (!alive.isEmpty() && alive.stream().noneMatch(WorkerHeartbeat::encoders)) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "output: %s%s: no worker of this farm has encoders for its platform; wav,"
                            + " wav-float and pcm at the voice's own rate, %d Hz, are to be had",
                    encoding.describe(),
                    output.denoise() ? ", denoised" : "",
                    voiceRateHz);
        }
    }
}
