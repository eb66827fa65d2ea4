package voxfarm.bench.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileSamplesTest {
    private static final Path GRAPH =
            Path.of("../models/voices/en_US-joe-medium/en_US-joe-medium.onnx");

    private static final RecordTaker TAKEN = (_, _) -> "taken";

    private static final String HEADS = "file\tkind\texpected";

    @TempDir private Path folder;

    @Test
    void noticesWhatIsReadAgainstItsExpectation() throws Exception {
        Path sound = Path.of("../models/src/test/resources/golden/bad/tensor/bfloat16.pth");
        Files.copy(sound, folder.resolve("sound.pth"));
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(HEADS, "sound.pth\ttensor\trefused", "sound.pth\ttensor\tread right"));

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH, TAKEN).run();

        assertThat(report.wrong()).isEqualTo(1);
        assertThat(report.sound()).isEqualTo(1);
        assertThat(report.holds()).isFalse();
    }

    @Test
    void makesTheLargeFilesAndDeletesThem() throws Exception {
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(HEADS, "p23-shape.pth\ttensor\trank refused"));

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH, TAKEN).run();

        assertThat(report.refused()).isEqualTo(1);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    /** A refusal is not enough: it must be of what is wrong with the file. */
    @Test
    void noticesARefusalForAnotherReason() throws Exception {
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(
                        HEADS,
                        "p23-shape.pth\ttensor\tentry twice refused",
                        "o01-loop.onnx\tgraph\trefused: Loop",
                        "p23-shape.pth\ttensor\trefused as it is"));

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH, TAKEN).run();

        assertThat(report.wrong()).isEqualTo(1);
        assertThat(report.messages()).first().asString().startsWith("WRONG: p23-shape.pth");
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.compared()).isEqualTo(1);
    }

    @Test
    void noticesARecordThatWasTakenAgainstItsExpectation() throws Exception {
        Files.writeString(folder.resolve("record.json"), "{}");
        Files.write(
                folder.resolve(HostileSamples.INDEX),
                List.of(
                        HEADS,
                        "record.json\tforged job\tdead letter",
                        "record.json\trecord on any topic\tpassed over"));
        List<RecordTaker.Topic> topics = new ArrayList<>();
        RecordTaker taking =
                (topic, _) -> {
                    topics.add(topic);
                    return "taken";
                };

        BadGolden.Report report = new HostileSamples(folder, folder, GRAPH, taking).run();

        assertThat(report.wrong()).isEqualTo(1);
        assertThat(topics).containsExactly(RecordTaker.Topic.JOBS, RecordTaker.Topic.FOLLOWED);
    }
}
