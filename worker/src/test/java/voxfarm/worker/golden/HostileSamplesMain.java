package voxfarm.worker.golden;

import java.io.IOException;
import java.nio.file.Path;

/** Reads the samples in a process of its own, whose heap is bounded. */
final class HostileSamplesMain {
    private HostileSamplesMain() {}

    /**
     * @param args folder of the samples, an empty folder, graph of a sound voice
     */
    public static void main(String[] args) throws IOException {
        BadGolden.Report report =
                new HostileSamples(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])).run();
        report.messages().forEach(System.out::println);
    }
}
