package voxfarm.common.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * How busy a machine is.
 *
 * @param cpuPercent 0 to 100, over all its processors, lately
 * @param memoryTotal bytes
 * @param memoryAvailable bytes that programs could still get
 */
public record MachineLoad(
        double cpuPercent, long memoryTotal, long memoryAvailable, List<Gpu> gpus) {

    /**
     * A GPU.
     *
     * @param load 0 to 1
     * @param memoryTotalMib MiB, as the driver counts them
     */
    public record Gpu(
            int id,
            double load,
            double memoryTotalMib,
            double memoryUsedMib,
            double memoryFreeMib) {}

    private static final int MOST_GPUS = 1024;

    public MachineLoad {
        gpus = List.copyOf(gpus);
    }

    public long memoryUsed() {
        return memoryTotal - memoryAvailable;
    }

    /** 0 to 100. */
    public double memoryPercent() {
        return memoryTotal == 0 ? 0 : Math.round(1000.0 * memoryUsed() / memoryTotal) / 10.0;
    }

    /** With the members of the original's {@code /status}. */
    public void writeTo(ObjectNode node) {
        node.put("cpu_percent", cpuPercent)
                .put("memory_total", memoryTotal)
                .put("memory_available", memoryAvailable)
                .put("memory_used", memoryUsed())
                .put("memory_percent", memoryPercent());
        ArrayNode list = node.putArray("gpu");
        for (Gpu gpu : gpus) {
            ObjectNode entry = list.addObject().put("gpu_id", gpu.id()).put("gpu_load", gpu.load());
            entry.putObject("gpu_memory")
                    .put("total", gpu.memoryTotalMib())
                    .put("used", gpu.memoryUsedMib())
                    .put("free", gpu.memoryFreeMib());
        }
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        writeTo(node);
        return node;
    }

    /** What {@link #toJson} wrote; problems go to the fields'. */
    public static MachineLoad read(Fields fields) {
        List<Gpu> gpus = new ArrayList<>();
        List<Fields> listed = fields.objects("gpu");
        if (listed.size() > MOST_GPUS) {
            fields.problem("gpu", "expected at most " + MOST_GPUS + ", found " + listed.size());
            listed = List.of();
        }
        for (Fields gpu : listed) {
            Fields memory = gpu.object("gpu_memory");
            gpus.add(
                    new Gpu(
                            (int) gpu.integer("gpu_id", 0, MOST_GPUS),
                            gpu.number("gpu_load", 0, 1),
                            memory.number("total", 0, Double.MAX_VALUE),
                            memory.number("used", 0, Double.MAX_VALUE),
                            memory.number("free", 0, Double.MAX_VALUE)));
        }
        return new MachineLoad(
                fields.number("cpu_percent", 0, 100),
                fields.integer("memory_total", 0, Long.MAX_VALUE),
                fields.integer("memory_available", 0, Long.MAX_VALUE),
                gpus);
    }
}
