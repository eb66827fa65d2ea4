package voxfarm.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.bench.protocol.ProtocolSimulation;

/** {@code voxfarm simulate}: what no real machine shows often enough. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs the farm's own code in simulations that a seed decides.",
        subcommands = SimulateCommand.Protocol.class)
final class SimulateCommand implements Runnable {
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
                "Runs schedules of the delivery protocol: callers, dispatchers and workers on a",
                "broker and a store that lose answers, deliver twice and forget everything, with",
                "crashes between any two steps. Fails at the first promise that is broken."
            })
    static final class Protocol implements Callable<Integer> {
        private static final int REPORTS = 20;

        @Option(names = "--schedules", paramLabel = "N", defaultValue = "100000")
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

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            if (replay) {
                ProtocolSimulation.replay(seed).forEach(out::println);
                out.flush();
                return 0;
            }
            long begun = System.nanoTime();
            try {
                ProtocolSimulation.Totals totals =
                        ProtocolSimulation.run(seed, schedules, done -> report(out, done));
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

        private void report(PrintWriter out, long done) {
            if (done % Math.max(1, schedules / REPORTS) == 0) {
                out.printf("%3d %%  %d schedules%n", 100 * done / schedules, done);
                out.flush();
            }
        }
    }
}
