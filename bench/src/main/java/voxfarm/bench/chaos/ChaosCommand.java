package voxfarm.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.common.files.Folders;

/** {@code voxfarm chaos}: a farm of real processes under faults, and what came of its requests. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a broker, a store, a dispatcher and two workers as processes of their own,"
                + " submits requests at a steady rate, and harms them all the while: kills, stops,"
                + " frozen processes, jumping clocks, a store that is slow, broken, full or loses"
                + " its answers.",
            "Exit code 0 only if no request was lost, answered twice, late or sounds wrong."
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int STORE_MEBIBYTES = 400;

    /** Twice what the default rate and backlog write: a store that is full by itself loses them. */
    private static final int STORE_MEBIBYTES_A_MINUTE = 100;

    private static final long PROCESS_PAUSE_MILLIS = 7_000;
    private static final long STORE_PAUSE_MILLIS = 6_000;

    /** Longer than any promise of recovery. */
    private static final Duration SETTLE = Duration.ofMinutes(4);

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "20",
            description = "How long. Default: ${DEFAULT-VALUE}.")
    int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed does the same harm. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1.5",
            description = "Requests a second. Default: 1.5.")
    double rate;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Keeps as many bulk requests waiting. Default: 1000; 0 for none.")
    int backlog;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Works in this folder and keeps it, logs included.")
    @Nullable Path keep;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = keep != null ? keep : Files.createTempDirectory("voxfarm-chaos-");
        try {
            return run(folder.toAbsolutePath());
        } finally {
            if (keep == null) {
                Folders.delete(folder);
            }
        }
    }

    private int run(Path folder) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (DiskQuota _ =
                        DiskQuota.mount(
                                folder.resolve("s3"),
                                STORE_MEBIBYTES + minutes * STORE_MEBIBYTES_A_MINUTE);
                ChaosFarm farm = new ChaosFarm(folder);
                Verdict verdict = new Verdict(farm)) {
            say(out, "starting the farm in " + folder);
            farm.start();
            Map<String, String> undisturbed = undisturbed(farm, verdict);
            say(out, undisturbed.size() + " texts spoken undisturbed; faults begin");
            Set<FaultKind> kinds = FaultInjector.possible(farm);
            FaultInjector processes =
                    new FaultInjector(farm, only(kinds, false), seed, PROCESS_PAUSE_MILLIS);
            FaultInjector stores =
                    new FaultInjector(farm, only(kinds, true), seed + 1, STORE_PAUSE_MILLIS);
            try (ChaosLoad load = new ChaosLoad(farm, seed + 2, Math.round(1000 / rate))) {
                ChaosBacklog waiting = new ChaosBacklog(farm, load, seed + 3, backlog);
                List<Thread> threads =
                        List.of(
                                Thread.ofPlatform().name("backlog").start(waiting),
                                Thread.ofPlatform().name("load").start(load),
                                Thread.ofPlatform().name("process faults").start(processes),
                                Thread.ofPlatform().name("store faults").start(stores));
                watch(out, load, processes, stores);
                load.stop();
                waiting.stop();
                processes.stop();
                stores.stop();
                for (Thread thread : threads) {
                    thread.join();
                }
                say(out, "faults are over; waiting for what is open");
                load.awaitAnswers();
                verdict.awaitAll(load.asked().keySet(), SETTLE);
                int untold = awaitTold(verdict, load);
                return report(out, verdict, load, undisturbed, all(processes, stores), untold);
            }
        }
    }

    /** Results come first and events after them: a sweep may be needed. */
    private static int awaitTold(Verdict verdict, ChaosLoad load) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        int untold = verdict.untold(load.asked().keySet());
        while (untold > 0 && System.nanoTime() < deadline) {
            Thread.sleep(2000);
            untold = verdict.untold(load.asked().keySet());
        }
        return untold;
    }

    private static Set<FaultKind> only(Set<FaultKind> kinds, boolean ofStore) {
        Set<FaultKind> some = EnumSet.copyOf(kinds);
        some.removeIf(kind -> kind.ofStore() != ofStore);
        return some;
    }

    private static Map<String, String> undisturbed(ChaosFarm farm, Verdict verdict)
            throws InterruptedException {
        Map<String, String> sounds = new HashMap<>();
        try (ChaosLoad load = new ChaosLoad(farm, 0, 1)) {
            for (String text : ChaosLoad.texts()) {
                load.put("undisturbed-" + text, ChaosLoad.request(text));
            }
            for (String text : ChaosLoad.texts()) {
                JsonNode result = verdict.await("undisturbed-" + text, Duration.ofMinutes(3));
                sounds.put(text, result.path("audio").path("sha256").asText());
            }
        }
        return sounds;
    }

    private void watch(
            PrintWriter out, ChaosLoad load, FaultInjector processes, FaultInjector stores)
            throws InterruptedException {
        for (int left = minutes * 60; left > 0; left -= 10) {
            Thread.sleep(10_000);
            if (left % 60 == 0) {
                say(
                        out,
                        "%d min left, %d requests, %d faults"
                                .formatted(
                                        left / 60,
                                        load.asked().size(),
                                        all(processes, stores).size()));
            }
        }
    }

    private static List<FaultInjector.Injected> all(FaultInjector a, FaultInjector b) {
        List<FaultInjector.Injected> all = new ArrayList<>(a.injected());
        all.addAll(b.injected());
        return all;
    }

    private int report(
            PrintWriter out,
            Verdict verdict,
            ChaosLoad load,
            Map<String, String> undisturbed,
            List<FaultInjector.Injected> faults,
            int untold) {
        Verdict.Counts counts = verdict.judge(load.asked(), undisturbed);
        List<String> late = verdict.late(load.asked(), faults);
        List<Double> recoveries = verdict.recoveries(faults, load.asked());
        Map<FaultKind, Integer> byKind = new EnumMap<>(FaultKind.class);
        faults.forEach(fault -> byKind.merge(fault.kind(), 1, Integer::sum));
        out.println("fault                        times  recovery p50   worst");
        for (FaultKind kind : FaultKind.values()) {
            List<Double> own =
                    verdict.recoveries(
                            faults.stream().filter(fault -> fault.kind() == kind).toList(),
                            load.asked());
            out.printf(
                    Locale.ROOT,
                    "%-28s %5d %10.1f s %6.1f s%n",
                    kind.title(),
                    byKind.getOrDefault(kind, 0),
                    percentile(own, 0.5),
                    percentile(own, 1));
        }
        counts.unplanted().forEach(line -> out.println("not as planted: " + line));
        counts.lost().forEach(line -> out.println("lost: " + line));
        late.forEach(line -> out.println("late: " + line));
        out.printf(
                Locale.ROOT,
                "recovery p50 %.1f s p99 %.1f s; events missing %d; planted to fail %d; records"
                        + " produced again %d%n",
                percentile(recoveries, 0.5),
                percentile(recoveries, 0.99),
                untold,
                counts.planted(),
                load.resubmitted());
        out.printf(
                "requests %d results %d failed %d lost %d doubled %d wrong %d late %d faults %d%n",
                counts.requests(),
                counts.results(),
                counts.failed(),
                counts.lost().size(),
                counts.doubled(),
                counts.wrong(),
                late.size(),
                faults.size());
        out.flush();
        boolean held =
                counts.lost().isEmpty()
                        && counts.doubled() == 0
                        && counts.wrong() == 0
                        && late.isEmpty()
                        && untold == 0
                        && counts.unplanted().isEmpty();
        return held ? 0 : 1;
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }

    private static void say(PrintWriter out, String what) {
        out.println(what);
        out.flush();
    }
}
