package voxfarm.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import voxfarm.app.Main;
import voxfarm.bench.chaos.ChaosCommand;
import voxfarm.bench.chaos.RedeliveryBench;
import voxfarm.bench.fuzz.FuzzCommand;
import voxfarm.bench.golden.GoldenCommand;
import voxfarm.bench.phones.EnglishPhonesBench;
import voxfarm.bench.phones.RecogniserBench;
import voxfarm.bench.protocol.SimulateCommand;
import voxfarm.bench.speed.BacklogBench;
import voxfarm.bench.speed.BertBench;
import voxfarm.bench.speed.BooksBench;
import voxfarm.bench.speed.ColdBench;
import voxfarm.bench.speed.DeviceBench;
import voxfarm.bench.speed.EngineBench;
import voxfarm.bench.speed.FairnessBench;
import voxfarm.bench.speed.FarmBench;
import voxfarm.bench.speed.FrontendBench;
import voxfarm.bench.speed.ImportBench;
import voxfarm.bench.speed.IsolationBench;
import voxfarm.bench.speed.LanesBench;
import voxfarm.bench.speed.ListBench;
import voxfarm.bench.speed.ListingBench;
import voxfarm.bench.speed.LoadBench;
import voxfarm.bench.speed.LoudnessBench;
import voxfarm.bench.speed.PartsBench;
import voxfarm.bench.speed.RecoveryBench;
import voxfarm.bench.speed.RestartBench;
import voxfarm.bench.speed.SoakBench;
import voxfarm.bench.speed.SuspectsBench;
import voxfarm.bench.speed.WritesBench;

/**
 * The {@code voxfarm} command with what measures and compares besides: {@code bench}, {@code
 * simulate}, {@code chaos} and {@code golden}, which no release carries.
 */
public final class BenchMain {
    private BenchMain() {}

    /** {@code voxfarm bench}. */
    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = {
                "Measures this build on this machine; the last line is a ratio against a baseline"
                        + " of the same run.",
                "Close other programs first: a busy core shows in every figure."
            },
            subcommands = {
                EngineBench.class,
                DeviceBench.class,
                LoudnessBench.class,
                SuspectsBench.class,
                FarmBench.class,
                ColdBench.class,
                FrontendBench.class,
                EnglishPhonesBench.class,
                RecogniserBench.class,
                ImportBench.class,
                BertBench.class,
                IsolationBench.class,
                LanesBench.class,
                FairnessBench.class,
                BooksBench.class,
                PartsBench.class,
                LoadBench.class,
                SoakBench.class,
                BacklogBench.class,
                ListBench.class,
                ListingBench.class,
                WritesBench.class,
                RecoveryBench.class,
                RestartBench.class,
                RedeliveryBench.class,
                FuzzCommand.class
            })
    static final class Bench implements Runnable {
        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "expected the name of a benchmark");
        }
    }

    /** All commands, ready to run. */
    public static CommandLine commandLine() {
        return Main.commandLine(
                new Bench(), new SimulateCommand(), new ChaosCommand(), new GoldenCommand());
    }

    public static void main(String[] args) {
        Main.run(commandLine(), args);
    }
}
