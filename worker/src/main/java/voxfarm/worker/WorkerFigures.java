package voxfarm.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import voxfarm.common.machine.MachineLoad;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.telemetry.Metrics.Reading;
import voxfarm.common.worker.Residency;
import voxfarm.common.worker.ResidentVoice;
import voxfarm.common.worker.WorkerHeartbeat;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * What a worker holds, for whoever collects figures: as its last heartbeat says it, so that both
 * say the same and asking costs nothing. Thread-safe.
 */
final class WorkerFigures {
    private static final double MIB = 1 << 20;

    private final SynthesisEngine engine;
    private volatile Optional<WorkerHeartbeat> last = Optional.empty();

    WorkerFigures(Metrics metrics, SynthesisEngine engine) {
        this.engine = engine;
        metrics.watch(Metric.SLOTS, () -> one(last.map(beat -> (double) beat.slots())));
        metrics.watch(Metric.RESIDENT_VOICES, () -> one(last.map(beat -> (double) beat.voices())));
        metrics.watch(
                Metric.VOICES_SET_ASIDE,
                () -> one(last.map(beat -> (double) beat.setAside().size())));
        metrics.watch(Metric.RESIDENT_BYTES, this::resident);
        metrics.watch(Metric.MEMORY, this::memory);
    }

    /** From now on this is told. */
    void take(WorkerHeartbeat beat) {
        last = Optional.of(beat);
    }

    private static List<Reading> one(Optional<Double> value) {
        return value.map(Reading::only).orElse(List.of());
    }

    /** A voice that is held twice, exact and not, is told in one sum. */
    private List<Reading> resident() {
        List<ResidentVoice> held =
                last.flatMap(WorkerHeartbeat::residency).map(Residency::voices).orElse(List.of());
        return held.stream()
                .collect(
                        Collectors.groupingBy(
                                one -> one.voice().value(),
                                TreeMap::new,
                                Collectors.summingLong(ResidentVoice::bytes)))
                .entrySet()
                .stream()
                .map(entry -> Reading.of(entry.getValue(), entry.getKey()))
                .toList();
    }

    private List<Reading> memory() {
        if (last.isEmpty()) {
            return List.of();
        }
        WorkerHeartbeat beat = last.get();
        List<Reading> areas = new ArrayList<>();
        beat.residency().ifPresent(held -> areas.add(Reading.of(held.budgetBytes(), "budget")));
        areas.add(Reading.of(beat.voicesBytes(), "voices"));
        if (beat.engineBytes() > 0) { // it has a process of its own
            areas.add(Reading.of(beat.engineBytes(), "engine"));
        }
        engine.arenaBytes().ifPresent(bytes -> areas.add(Reading.of(bytes, "arena")));
        List<MachineLoad.Gpu> cards = beat.machine().gpus();
        if (!cards.isEmpty()) {
            areas.add(
                    Reading.of(
                            MIB * cards.stream().mapToDouble(MachineLoad.Gpu::memoryUsedMib).sum(),
                            "device"));
            areas.add(
                    Reading.of(
                            MIB * cards.stream().mapToDouble(MachineLoad.Gpu::memoryTotalMib).sum(),
                            "device_total"));
        }
        return areas;
    }
}
