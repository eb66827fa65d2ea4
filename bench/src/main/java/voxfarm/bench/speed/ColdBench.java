package voxfarm.bench.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.app.client.FarmClient;
import voxfarm.app.local.Endpoints;
import voxfarm.app.wiring.Installation;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;

/** A process from its start to its first answer, and what it then holds of memory. */
@Command(
        name = "cold",
        mixinStandardHelpOptions = true,
        description =
                "Time until 'voxfarm up' is ready and until its first answer; resident memory.")
public final class ColdBench implements Callable<Integer> {
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final int WARM_REQUESTS = 50;
    private static final int WAIT_SECONDS = 60;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Restarts measured. Default: ${DEFAULT-VALUE}.")
    int rounds = 3;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path temporary = folder.path();
            Figures fresh = start(temporary.resolve("data"), WARM_REQUESTS);
            report.figure("fresh_ready_s", fresh.ready(), "s, on an empty folder");
            report.figure("fresh_first_answer_s", fresh.firstAnswer(), "s, after ready");
            double[] ready = new double[rounds];
            double[] first = new double[rounds];
            double resident = fresh.residentMib();
            for (int round = 0; round < rounds; round++) {
                Figures again = start(temporary.resolve("data"), WARM_REQUESTS);
                ready[round] = again.ready();
                first[round] = again.firstAnswer();
                resident = Math.max(resident, again.residentMib());
            }
            report.figure("restart_ready_p50_s", Report.percentile(ready, 0.5), "s");
            report.figure(
                    "restart_first_answer_p50_s", Report.percentile(first, 0.5), "s, after ready");
            report.figure(
                    "resident_mib",
                    resident,
                    "MiB, voice loaded, after " + WARM_REQUESTS + " requests");
            report.ratio(
                    Report.percentile(ready, 0.5) / fresh.ready(),
                    "the first start on an empty folder (seconds to ready)");
        }
        return 0;
    }

    private record Figures(double ready, double firstAnswer, double residentMib) {}

    private static Figures start(Path data, int requests) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process =
                new ProcessBuilder(command(data))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            Endpoints endpoints = await(process, data, begun);
            double ready = (System.nanoTime() - begun) / 1e9;
            try (FarmClient client = new FarmClient(endpoints.http())) {
                long asked = System.nanoTime();
                submit(client, "First.");
                double firstAnswer = (System.nanoTime() - asked) / 1e9;
                for (int i = 0; i < requests; i++) {
                    submit(client, "Request number " + i + ".");
                }
                return new Figures(ready, firstAnswer, residentMibWithEngine(endpoints.pid()));
            }
        } finally {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static List<String> command(Path data) {
        List<String> command = new ArrayList<>();
        command.add(Installation.home().resolve("voxfarm").toString());
        command.addAll(
                List.of(
                        "up",
                        "--data",
                        data.toString(),
                        "--http-port",
                        "0",
                        "--kafka-port",
                        "0",
                        "--s3-port",
                        "0"));
        return command;
    }

    private static Endpoints await(Process process, Path data, long begun)
            throws InterruptedException {
        while (process.isAlive() && System.nanoTime() - begun < PATIENCE_NANOS) {
            Optional<Endpoints> endpoints = Endpoints.ofRunningFarm(data);
            if (endpoints.isPresent()) {
                return endpoints.get();
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("the farm did not start; run 'voxfarm up' to see why");
    }

    private static void submit(FarmClient client, String text) {
        client.submit(
                Json.object().put("model_id", BundledVoice.ID).put("text", text), WAIT_SECONDS);
    }

    /** The engine has a process of its own. */
    private static double residentMibWithEngine(long pid) throws IOException {
        double sum = IsolationBench.residentMebibytes(pid);
        for (ProcessHandle child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
            sum += IsolationBench.residentMebibytes(child.pid());
        }
        return sum;
    }
}
