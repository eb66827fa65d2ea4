package voxfarm.bench.fuzz;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.wiring.Installation;
import voxfarm.bench.golden.RecordDoors;
import voxfarm.common.files.TemporaryFolder;

/** {@code voxfarm bench fuzz}: changed and made-up bytes for every reader. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Feeds changed and made-up files and records to every reader of what others write.",
            "Exit code 0: each was read, or refused by the declared error."
        })
public final class FuzzCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Mutations in all. Default: ${DEFAULT-VALUE}.")
    long count = 1_000_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same mutations. Default: ${DEFAULT-VALUE}.")
    long seed = 1;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "One reader alone. Default: all in turn.")
    String only = "";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (TemporaryFolder scratch = TemporaryFolder.create("fuzz-");
                TemporaryFolder bucket = TemporaryFolder.create("fuzz-");
                RecordDoors records = RecordDoors.open(bucket.path(), InstantSource.system())) {
            List<FuzzTarget> targets =
                    new FuzzTargets(Installation.home(), scratch.path(), records)
                            .all().stream()
                                    .filter(target -> only.isEmpty() || target.name().equals(only))
                                    .toList();
            long each = Math.max(1, (count + targets.size() - 1) / Math.max(1, targets.size()));
            long all = 0;
            long defects = 0;
            for (FuzzTarget target : targets) {
                FuzzTarget.Outcome outcome = target.run(seed, each);
                print(outcome.line());
                outcome.defects().stream().limit(SHOWN).forEach(this::print);
                all += each;
                defects += outcome.defects().size();
            }
            print(
                    "mutations %d seed %d readers %d defects %d, heap of at most %d MiB"
                            .formatted(
                                    all,
                                    seed,
                                    targets.size(),
                                    defects,
                                    Runtime.getRuntime().maxMemory() >> 20));
            return defects == 0 && !targets.isEmpty() ? 0 : 1;
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
