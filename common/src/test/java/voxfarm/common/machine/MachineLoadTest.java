package voxfarm.common.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

class MachineLoadTest {
    @Test
    void isReadAsItWasWritten() {
        MachineLoad load =
                new MachineLoad(
                        12.5, 1000, 250, List.of(new MachineLoad.Gpu(3, 0.5, 40960, 960, 40000)));
        Problems problems = new Problems();

        assertThat(MachineLoad.read(new Fields(load.toJson(), problems))).isEqualTo(load);
        problems.throwIfAny(ErrorCode.INTERNAL);
        assertThat(load.memoryPercent()).isEqualTo(75);
        assertThat(Json.bytes(load.toJson())).asString().contains("\"memory_used\":750");
    }

    @Test
    void measuresThisMachine() {
        MachineLoad load = new MachineProbe().measure();

        assertThat(load.memoryTotal()).isGreaterThan(100L << 20);
        assertThat(load.memoryAvailable()).isBetween(1L, load.memoryTotal());
        assertThat(load.cpuPercent()).isBetween(0.0, 100.0);
    }
}
