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
import voxfarm.app.wiring.RemoteDispatcher;

/** {@code voxfarm dispatcher}: a dispatcher on a real Kafka and a real S3. */
@Command(
        name = "dispatcher",
        mixinStandardHelpOptions = true,
        description =
                "Runs a dispatcher against a Kafka cluster (4.2 or later) and an S3-compatible"
                        + " store.")
public final class DispatcherCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a config.yml.")
    Path config = Path.of("config.yml");

    @Option(
            names = "--http-port",
            converter = PortNumber.class,
            paramLabel = "PORT",
            description = "Instead of the configured one.")
    @Nullable Integer httpPort;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        FarmConfig loaded =
                Configs.load(config, Configs.Overrides.NONE, spec.commandLine().getErr());
        Logs.apply(loaded.log());
        int port = httpPort == null ? Configs.httpPort(loaded) : httpPort;
        RemoteDispatcher dispatcher = new RemoteDispatcher(loaded, port);
        return Foreground.run(
                dispatcher,
                spec.commandLine().getOut(),
                () ->
                        "ready\n  http   http://"
                                + loaded.http().host()
                                + ":"
                                + dispatcher.httpPort());
    }
}
