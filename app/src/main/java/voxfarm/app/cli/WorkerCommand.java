package voxfarm.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;
import voxfarm.app.wiring.Logs;
import voxfarm.app.wiring.RemoteWorker;

/** {@code voxfarm worker}: a worker on a real Kafka and a real S3. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description =
                "Runs a worker against a Kafka cluster (4.2 or later) and an S3-compatible store.")
public final class WorkerCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a config.yml.")
    Path config = Path.of("config.yml");

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "auto, cpu, cuda or cuda:N. Default: as configured.")
    @Nullable String device;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        FarmConfig loaded =
                Configs.load(
                        config, Configs.Overrides.ofDevice(device), spec.commandLine().getErr());
        Logs.apply(loaded.log());
        RemoteWorker worker = new RemoteWorker(loaded);
        return Foreground.run(
                worker, spec.commandLine().getOut(), () -> "ready\n  worker " + worker.id());
    }
}
