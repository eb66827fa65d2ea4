package voxfarm.bench.speed;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;

/** What a write of the embedded store costs, over HTTP: safe from power cuts, and not. */
@Command(
        name = "writes",
        mixinStandardHelpOptions = true,
        description = {
            "Time of a create-once write of 1 KiB to the embedded store, by one writer and by"
                    + " eight. new: a request.json, in a folder of its own; known: an entry of the"
                    + " index; named: a plan, whose name another object makes safe.",
            "The ratio is that of one writer's new ones against a store that syncs nothing."
        })
public final class WritesBench implements Callable<Integer> {
    private static final int MANY = 8;
    private static final byte[] BODY = "x".repeat(1024).getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Sha256.hex(BODY);

    @Option(
            names = "--writes",
            paramLabel = "N",
            description =
                    "Of each kind by one writer; by eight, four times as many."
                            + " Default: ${DEFAULT-VALUE}.")
    int writes = 200;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where to make the bucket. Default: a temporary folder.")
    @Nullable Path wanted;

    @Mixin Report report = new Report();

    private enum Kind {
        NEW("requests/%s/request.json"),
        KNOWN("open/%s"),
        NAMED("requests/%s/plan-" + HASH + ".json");

        private final String key;

        Kind(String key) {
            this.key = key;
        }
    }

    @Override
    public Integer call() throws Exception {
        report.machine();
        double safe = measure(true);
        double unsafe = measure(false);
        report.ratio(safe / unsafe, "a store that syncs nothing (time of a write, same run)");
        return 0;
    }

    /** Microseconds of a write of a new object by one writer. */
    private double measure(boolean sync) throws Exception {
        try (BenchStore bench = BenchStore.start(wanted, "writes", sync)) {
            S3ObjectStore store = bench.store();
            write(store, Kind.NEW, "warm", 1, writes); // the compiler's work is not counted
            String suffix = sync ? "_synced" : "_unsynced";
            double first = 0;
            for (Kind kind : Kind.values()) {
                double one = write(store, kind, "one" + kind, 1, writes);
                first = kind == Kind.NEW ? one : first;
                String name = kind.name().toLowerCase(Locale.ROOT) + suffix;
                report.figure(name + "_1_writer", one, "us a write");
                report.figure(
                        name + "_8_writers",
                        write(store, kind, "many" + kind, MANY, writes / 2),
                        "us a write");
            }
            return first;
        }
    }

    /** Microseconds of wall time over all writes. */
    private static double write(S3ObjectStore store, Kind kind, String name, int writers, int each)
            throws Exception {
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String prefix = name + writer + "-";
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                store.create(
                                        new ObjectKey(String.format(kind.key, prefix + i)),
                                        BODY,
                                        "application/json");
                            }
                        }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }
        return (System.nanoTime() - begun) / 1e3 / writers / each;
    }
}
