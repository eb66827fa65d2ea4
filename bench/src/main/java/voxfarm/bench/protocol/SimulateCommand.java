package voxfarm.bench.protocol;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code voxfarm simulate}: what no real machine shows often enough. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the farm's own code in simulations that a seed decides.",
        subcommands = SimulateCommand.Protocol.class)
public final class SimulateCommand implements Runnable {
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "expected the name of a simulation: protocol");
    }

    /** {@code voxfarm simulate protocol}. */
    @Command(
            name = "protocol",
            mixinStandardHelpOptions = true,
            description = {
                "Runs schedules of the delivery protocol: callers, dispatchers and workers on a"
                    + " broker and a store that lose answers, deliver twice and forget everything,"
                    + " with crashes between any two steps.",
                "Fails at the first promise that is broken."
            })
    static final class Protocol implements Callable<Integer> {
        private static final int REPORTS = 20;
        private static final long MOST_FOR_SABOTAGE = 5000;

        @Option(
                names = "--schedules",
                paramLabel = "N",
                defaultValue = "100000",
                description = "How many. Default: ${DEFAULT-VALUE}.")
        long schedules;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "Seed of the first schedule.")
        long seed;

        @Option(
                names = "--replay",
                description = "Prints every step of the schedule of --seed, and runs no other.")
        boolean replay;

        @Option(
                names = "--sabotage",
                paramLabel = "NAME",
                defaultValue = "none",
                description = {
                    "Breaks something on purpose, to see that it is noticed: a name, or all for a"
                            + " table of every one with the first seed that found it."
                })
        String sabotage = "none";

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            if (sabotage.equals("all")) {
                return table(out);
            }
            Sabotage broken = named(sabotage);
            if (replay) {
                ProtocolSimulation.replay(seed, broken).forEach(out::println);
                out.flush();
                return 0;
            }
            long begun = System.nanoTime();
            try {
                ProtocolSimulation.Totals totals =
                        ProtocolSimulation.run(seed, schedules, broken, done -> report(out, done));
                out.printf(
                        "schedules %d requests %d steps %d crashes %d broken 0 seconds %.0f%n",
                        totals.schedules(),
                        totals.requests(),
                        totals.steps(),
                        totals.crashes(),
                        (System.nanoTime() - begun) / 1e9);
                out.flush();
                return 0;
            } catch (AssertionError e) {
                out.println(e.getMessage());
                out.println("replay it with: voxfarm simulate protocol --replay --seed SEED");
                out.flush();
                return 1;
            }
        }

        private Sabotage named(String name) {
            return Arrays.stream(Sabotage.values())
                    .filter(one -> wireName(one).equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new ParameterException(
                                    spec.commandLine(),
                                    "--sabotage: expected all or one of "
                                            + Arrays.stream(Sabotage.values())
                                                    .map(Protocol::wireName)
                                                    .collect(Collectors.joining(", "))
                                            + ", was "
                                            + name));
        }

        private static String wireName(Sabotage sabotage) {
            return sabotage.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** One line for each: what was broken, and the promise that the first seed saw broken. */
        private int table(PrintWriter out) {
            int unnoticed = 0;
            for (Sabotage one : Sabotage.values()) {
                if (one == Sabotage.NONE) {
                    continue;
                }
                String found = "not noticed in " + Math.min(schedules, MOST_FOR_SABOTAGE);
                try {
                    var _ =
                            ProtocolSimulation.run(
                                    seed, Math.min(schedules, MOST_FOR_SABOTAGE), one, _ -> {});
                    unnoticed++;
                } catch (AssertionError e) {
                    found = String.valueOf(e.getMessage());
                }
                out.printf("| %s | %s | %s |%n", wireName(one), one.description(), found);
                out.flush();
            }
            return unnoticed == 0 ? 0 : 1;
        }

        private void report(PrintWriter out, long done) {
            if (done % Math.max(1, schedules / REPORTS) == 0) {
                out.printf("%3d %%  %d schedules%n", 100 * done / schedules, done);
                out.flush();
            }
        }
    }
}
