package voxfarm.app.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.LocalFarm;
import voxfarm.app.wiring.Configs;
import voxfarm.app.wiring.Installation;
import voxfarm.app.wiring.Logs;
import voxfarm.app.wiring.ProcessFaults;

/** {@code voxfarm up}: the whole farm in one process. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole farm in one process: Kafka, an S3-compatible store, a dispatcher and a"
                    + " worker.",
            "Everything it keeps lies in one folder; stop it with Ctrl-C and start it again at"
                    + " will."
        })
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data folder. Default: $VOXFARM_DATA, else voxfarm-data beside the launcher.")
    @Nullable Path data;

    @Mixin ConfigOption config = new ConfigOption();

    @Option(
            names = "--http-port",
            converter = PortNumber.class,
            paramLabel = "PORT",
            description = "Default: 9876, or as configured; 0 takes a free one.")
    @Nullable Integer httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            description = "Address to bind. Default: 127.0.0.1.")
    @Nullable String httpHost;

    @Option(
            names = "--kafka-port",
            converter = PortNumber.class,
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}; 0 takes a free one.")
    int kafkaPort = 9092;

    @Option(
            names = "--s3-port",
            converter = PortNumber.class,
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}; 0 takes a free one.")
    int s3Port = 9000;

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description = "Default: voxfarm, or as configured.")
    @Nullable String bucket;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "auto, cpu, cuda or cuda:N. Default: as configured.")
    @Nullable String device;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints nothing but warnings and failures.")
    boolean quiet;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data == null ? Installation.defaultData() : data;
        FarmConfig loaded =
                config.load(
                        folder,
                        new Configs.Overrides(device, httpHost, bucket),
                        spec.commandLine().getErr());
        Logs.apply(loaded.log());
        LocalFarm farm =
                LocalFarm.of(
                        new LocalFarm.Options(
                                folder,
                                loaded.http().host(),
                                httpPort == null ? Configs.httpPort(loaded) : httpPort,
                                kafkaPort,
                                s3Port,
                                loaded.store().bucket()),
                        loaded,
                        StartLines.to(spec.commandLine().getErr(), quiet),
                        new ProcessFaults(),
                        InstantSource.system());
        PrintWriter print =
                quiet ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
        return Foreground.run(
                farm,
                print,
                () ->
                        describe(
                                farm.endpoints(),
                                folder,
                                folder.equals(Installation.defaultData())));
    }

    /**
     * @param usual whether other commands look for the farm there
     */
    static String describe(Endpoints endpoints, Path folder, boolean usual) {
        return """
        ready
          http   %s
          kafka  %s
          s3     %s  bucket %s
          data   %s  (keys in %s)
        Try:  voxfarm say%s "Hello there."      Stop with Ctrl-C.\
        """
                .formatted(
                        endpoints.http(),
                        endpoints.kafka(),
                        endpoints.s3(),
                        endpoints.bucket(),
                        folder.toAbsolutePath().normalize(),
                        Endpoints.FILE,
                        usual ? "" : " --data '" + folder + "'");
    }
}
