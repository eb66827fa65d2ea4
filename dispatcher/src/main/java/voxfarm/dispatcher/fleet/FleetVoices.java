package voxfarm.dispatcher.fleet;

import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.dispatcher.acceptance.VoiceCheck;

/**
 * Refuses at the door what none of the workers that are heard of has the means to speak: a program
 * is missing. A voice that they have set aside because it failed is left to them, as is everything
 * while none is heard of. A heartbeat of unknown age refuses nothing: a refusal is final, and its
 * worker may be gone.
 */
public final class FleetVoices implements VoiceCheck {
    private final WorkerRegistry workers;

    public FleetVoices(WorkerRegistry workers) {
        this.workers = workers;
    }

    @Override
    public void check(VoiceManifest voice) {
        List<WorkerHeartbeat> alive = workers.heard();
        List<SetAsideVoice> lacking =
                alive.stream().flatMap(worker -> lacking(worker, voice).stream()).toList();
        if (!alive.isEmpty() && lacking.size() == alive.size()) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "voice %s: no worker of this farm can speak with it: %s",
                    voice.voice(),
                    lacking.getFirst().reason());
        }
    }

    private static Optional<SetAsideVoice> lacking(WorkerHeartbeat worker, VoiceManifest voice) {
        return worker.setAside().stream()
                .filter(aside ->
                        aside.code() == ErrorCode.DEVICE_UNAVAILABLE
                                && aside.voice().equals(voice.voice())
                                && aside.version().equals(voice.version()))
                .findFirst();
    }
}
