package voxfarm.worker;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.audio.PlatformEncoders;
import voxfarm.common.Build;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.machine.MachineProbe;
import voxfarm.common.worker.SetAsideVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.worker.residency.ResidentVoices;
import voxfarm.worker.speak.WorkMeter;

/** What a worker says of itself, asked of its parts. For one thread at a time. */
final class SelfReport {
    private final String workerId;
    private final int slots;
    private final int jobs;
    private final Worker.Equipment equipment;
    private final ResidentVoices voices;
    private final VoiceCatalog catalog;
    private final WorkMeter meter;
    private final InstantSource clock;
    private final LackingVoices lacking;
    private final MachineProbe machine = new MachineProbe();
    private final boolean encoders = PlatformEncoders.present();

    SelfReport(
            String workerId,
            int slots,
            int jobs,
            Worker.Equipment equipment,
            ResidentVoices voices,
            VoiceCatalog catalog,
            WorkMeter meter,
            InstantSource clock) {
        this.workerId = workerId;
        this.slots = slots;
        this.jobs = jobs;
        this.equipment = equipment;
        this.voices = voices;
        this.catalog = catalog;
        this.meter = meter;
        this.clock = clock;
        this.lacking = new LackingVoices(equipment.engine()::lacks);
    }

    WorkerHeartbeat now() {
        return new WorkerHeartbeat(
                workerId,
                equipment.engine().device(),
                Optional.of(equipment.engine().computation()),
                slots,
                jobs,
                voices.count(),
                voices.bytes(),
                equipment.engine().memoryBytes().orElse(0),
                Optional.of(voices.residency()),
                setAside(),
                equipment.unserved().get(),
                encoders,
                meter.engineSeconds(),
                meter.audioSeconds(),
                meter.speed(),
                machine.measure(),
                Build.name(),
                clock.instant());
    }

    private List<SetAsideVoice> setAside() {
        return Stream.concat(voices.setAside().stream(), lacking.of(catalog.all()).stream())
                .toList();
    }
}
