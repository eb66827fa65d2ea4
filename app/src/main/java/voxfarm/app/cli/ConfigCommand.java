package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;

/** {@code voxfarm config}: about configuration files. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Checks configuration files.",
        subcommands = ConfigCommand.Check.class)
public final class ConfigCommand extends CommandGroup {
    /** {@code voxfarm config check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads a config.yml and names every problem with its line.")
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "config.yml")
        Path file = Path.of("config.yml");

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            FarmConfig config = Configs.load(file, null, print);
            print.println(file + ": no problem found; http port " + Configs.httpPort(config));
            print.flush();
            return 0;
        }
    }
}
