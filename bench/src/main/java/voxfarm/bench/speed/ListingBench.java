package voxfarm.bench.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.S3ObjectStore;

/** What a listing of the embedded store costs, over HTTP, at two sizes of the bucket. */
@Command(
        name = "listing",
        mixinStandardHelpOptions = true,
        description = {
            "CPU of a listing of the embedded store, client and server, at two sizes.",
            "A request is a folder with one object; the folder of open ones is flat or empty."
        })
public final class ListingBench implements Callable<Integer> {
    private static final int GROWTH = 10;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Objects at the larger size. Default: ${DEFAULT-VALUE}.")
    int keys = 100_000;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where to make the bucket. Default: a temporary folder.")
    @Nullable Path wanted;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (BenchStore bucket = BenchStore.start(wanted, "listing", true)) {
            SplittableRandom random = new SplittableRandom(1);
            fill(bucket, keys / GROWTH, random);
            var _ = measure(bucket.store(), keys / GROWTH);
            fill(bucket, keys - keys / GROWTH, random);
            double listing = measure(bucket.store(), keys);
            double walk = walk(bucket.bucket().resolve("requests"));
            report.figure("walk_us_a_key", walk * 1e6 / keys, "CPU, a plain walk of the folder");
            report.ratio(listing / walk, "a plain walk of the same folder (CPU seconds, same run)");
        }
        return 0;
    }

    private static void fill(BenchStore bucket, int requests, SplittableRandom random)
            throws IOException {
        Files.createDirectories(bucket.bucket().resolve("open"));
        try (Progress progress = new Progress("requests", Math.max(1, requests))) {
            for (int i = 0; i < requests; i++) {
                String id = new UUID(random.nextLong(), random.nextLong()).toString();
                bucket.put(BucketLayout.request(new RequestId(id)), new byte[0]);
                progress.step();
            }
        }
    }

    /** CPU seconds of a listing of all requests. */
    private double measure(S3ObjectStore store, int size) {
        count(store, BucketLayout.REQUESTS, 20_000); // the compiler's work is not counted
        double begun = cpuSeconds();
        int found = count(store, BucketLayout.REQUESTS, Integer.MAX_VALUE);
        double all = cpuSeconds() - begun;
        if (found != size) {
            throw new IllegalStateException("listed " + found + " of " + size);
        }
        report.figure("listing_us_a_key_of_" + size, all * 1e6 / found, "CPU");
        begun = cpuSeconds();
        store.list(BucketLayout.REQUESTS, Optional.empty(), 50);
        report.figure("first_50_of_" + size, (cpuSeconds() - begun) * 1e3, "CPU ms");
        begun = cpuSeconds();
        for (int i = 0; i < 100; i++) {
            count(store, "open/", Integer.MAX_VALUE);
        }
        report.figure("empty_folder_beside_" + size, (cpuSeconds() - begun) * 10, "CPU ms");
        return all;
    }

    private static int count(S3ObjectStore store, String prefix, int most) {
        int found = 0;
        ObjectListing all = new ObjectListing(store, prefix);
        while (found < most && all.hasNext()) {
            all.next();
            found++;
        }
        return found;
    }

    /** Of the process: the server's threads do most of the work. */
    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static double walk(Path folder) throws IOException {
        double begun = cpuSeconds();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return cpuSeconds() - begun;
    }
}
