package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.config.ConfigDocument;
import voxfarm.app.config.ConfigReference;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;
import voxfarm.common.config.ConfigReader;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** {@code voxfarm config}: about configuration files. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Makes, checks and explains configuration files.",
        subcommands = {
            ConfigCommand.Init.class,
            ConfigCommand.Check.class,
            ConfigCommand.Show.class,
            ConfigCommand.Reference.class
        })
public final class ConfigCommand extends CommandGroup {
    /** {@code voxfarm config init}. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Writes a commented configuration file; an existing one stays.")
    static final class Init implements Callable<Integer> {
        @Parameters(arity = "0..1", paramLabel = "FILE", description = "Default: config.yml.")
        Path file = Path.of("config.yml");

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            try {
                Files.writeString(file, ConfigDocument.template(), StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            spec.commandLine().getOut().println(file);
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    /** {@code voxfarm config check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Judges a config.yml as a start would, without a network or a farm.",
                "Names every problem with its line; exit code 2 if there are some."
            })
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The configuration, a config.yml.")
        Path file = Path.of("config.yml");

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            ConfigReader.Loaded<FarmConfig> loaded =
                    Configs.read(file, Configs.Overrides.NONE, print);
            Configs.noteKeysOfClusters(file, loaded, print);
            List<String> models = Configs.modelProblems(file, loaded);
            if (!models.isEmpty()) {
                throw new VoxfarmException(ErrorCode.INVALID_CONFIG, models);
            }
            print.println(
                    file + ": no problem found; http port " + Configs.httpPort(loaded.config()));
            print.flush();
            return 0;
        }
    }

    /** {@code voxfarm config show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints what is in force, and where each value comes from.")
    static final class Show implements Callable<Integer> {
        @Parameters(
                arity = "0..1",
                paramLabel = "FILE",
                description = "config.yml; without one, the defaults.")
        @Nullable Path file;

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter print = spec.commandLine().getOut();
            ConfigReader.Loaded<FarmConfig> loaded =
                    Configs.read(file, Configs.Overrides.NONE, spec.commandLine().getErr());
            Map<String, String> standard = new HashMap<>();
            ConfigReference.keys(FarmConfig.DEFAULTS)
                    .forEach(key -> standard.put(key.path(), key.value()));
            for (ConfigReference.Key key : ConfigReference.keys(loaded.config())) {
                if (!key.path().contains("[]")) {
                    Integer line = loaded.lines().get(key.path());
                    print.println(
                            String.format(
                                    Locale.ROOT,
                                    "%-36s %-28s %s",
                                    key.path(),
                                    key.value(),
                                    line != null ? file + ":" + line : "default"));
                }
            }
            print.flush();
            return 0;
        }
    }

    /** {@code voxfarm config reference}. */
    @Command(
            name = "reference",
            mixinStandardHelpOptions = true,
            description = "Prints what every key means, in Markdown.")
    static final class Reference implements Callable<Integer> {
        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(ConfigDocument.reference());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
