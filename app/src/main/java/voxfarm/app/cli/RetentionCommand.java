package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.Configs;
import voxfarm.app.wiring.LifecycleRules;

/** {@code voxfarm retention}: about what is kept for how long. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = "About what is kept for how long.",
        subcommands = RetentionCommand.Rules.class)
public final class RetentionCommand extends CommandGroup {
    /** {@code voxfarm retention rules}. */
    @Command(
            name = "rules",
            mixinStandardHelpOptions = true,
            description = {
                "Prints lifecycle rules for the bucket, for stores that delete by themselves.",
                "For example:",
                "  voxfarm retention rules --config config.yml > rules.json",
                "  aws s3api put-bucket-lifecycle-configuration --bucket BUCKET \\",
                "    --lifecycle-configuration file://rules.json",
                "What such rules cannot say is printed to the error output."
            })
    static final class Rules implements Callable<Integer> {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration, a config.yml.")
        @Nullable Path file;

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter err = spec.commandLine().getErr();
            FarmConfig config = Configs.load(file, Configs.Overrides.NONE, err);
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    LifecycleRules.of(config.retention(), config.store().prefix())
                            .toPrettyString());
            out.flush();
            LifecycleRules.notCovered(config.retention()).forEach(err::println);
            err.flush();
            return 0;
        }
    }
}
