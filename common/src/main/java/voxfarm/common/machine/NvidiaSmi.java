package voxfarm.common.machine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the NVIDIA driver's own program about its GPUs, where it is installed. */
final class NvidiaSmi {
    private static final Logger LOG = LoggerFactory.getLogger(NvidiaSmi.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int COLUMNS = 5;

    private final Optional<Path> program;

    NvidiaSmi(Optional<Path> program) {
        this.program = program;
    }

    /** On the path. */
    static NvidiaSmi find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, "nvidia-smi");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return new NvidiaSmi(Optional.of(program));
            }
        }
        return new NvidiaSmi(Optional.empty());
    }

    /** None where there is no driver, or it does not answer in time. */
    List<MachineLoad.Gpu> query() {
        if (program.isEmpty()) {
            return List.of();
        }
        try {
            Process process =
                    new ProcessBuilder(
                                    program.get().toString(),
                                    "--query-gpu=index,utilization.gpu,memory.total,memory.used,memory.free",
                                    "--format=csv,noheader,nounits")
                            .redirectErrorStream(true)
                            .start();
            try {
                process.getOutputStream().close();
                // its answer is some lines, and fits into the pipe
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.debug("{} did not answer within {}", program.get(), PATIENCE);
                    return List.of();
                }
                return parse(
                        new String(
                                process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", program.get(), e.getMessage());
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Lines that are none of a GPU, such as an error's, are passed over; so are unknown values. */
    static List<MachineLoad.Gpu> parse(String output) {
        List<MachineLoad.Gpu> gpus = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] cells = line.split(",", -1);
            if (cells.length == COLUMNS && cells[0].strip().matches("\\d{1,3}")) {
                gpus.add(
                        new MachineLoad.Gpu(
                                Integer.parseInt(cells[0].strip()),
                                Math.min(1, number(cells[1]) / 100),
                                number(cells[2]),
                                number(cells[3]),
                                number(cells[4])));
            }
        }
        return gpus;
    }

    private static double number(String cell) {
        String digits = cell.strip().toLowerCase(Locale.ROOT);
        return digits.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(digits) : 0;
    }
}
