package voxfarm.common;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.job.JobCodec;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.worker.WorkerHeartbeatCodec;

/**
 * Documents that earlier builds wrote are read, and lose nothing: written again they say all that
 * they said. See {@code golden/earlier/README.md}.
 */
class EarlierDocumentsTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/earlier");

    /** By how names of documents begin. */
    private static final Map<String, UnaryOperator<byte[]>> AGAIN =
            Map.of(
                    "request",
                            bytes -> AcceptedRequestCodec.write(AcceptedRequestCodec.read(bytes)),
                    "plan", EarlierDocumentsTest::planAgain,
                    "book", bytes -> StoredBookCodec.write(StoredBookCodec.read(bytes)),
                    "job", bytes -> JobCodec.write(JobCodec.read(bytes)),
                    "result", bytes -> ResultCodec.write(ResultCodec.read(bytes)),
                    "event", bytes -> RequestEventCodec.write(RequestEventCodec.read(bytes)),
                    "manifest", bytes -> VoiceManifestCodec.write(VoiceManifestCodec.read(bytes)),
                    "heartbeat",
                            bytes -> WorkerHeartbeatCodec.write(WorkerHeartbeatCodec.read(bytes)),
                    "dead", bytes -> DeadLetterCodec.write(DeadLetterCodec.read(bytes)));

    private static byte[] planAgain(byte[] document) {
        List<PlannedSegment> plan = new ArrayList<>();
        PlanCodec.read(new ByteArrayInputStream(document)).forEachRemaining(plan::add);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        try {
            var _ = PlanCodec.write(plan.iterator(), again);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return again.toByteArray();
    }

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            assertThat(found).hasSizeGreaterThanOrEqualTo(20);
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void saysAgainAllThatItSaid(Path file) throws IOException {
        String kind = String.valueOf(file.getFileName()).split("[-.]", 2)[0];
        byte[] document = Files.readAllBytes(file);
        byte[] again = requireNonNull(AGAIN.get(kind), kind).apply(document);
        missing("", tree(document), tree(again));
    }

    private static JsonNode tree(byte[] document) {
        return Json.readObject(document, "document", ErrorCode.INTERNAL);
    }

    /** Fails at the first that the old document has and the new one has not, or has otherwise. */
    private static void missing(String place, JsonNode old, JsonNode now) {
        if (old.isObject()) {
            old.properties()
                    .forEach(member -> {
                        String name = place + "." + member.getKey();
                        assertThat(now.has(member.getKey())).as(name).isTrue();
                        missing(name, member.getValue(), now.get(member.getKey()));
                    });
        } else if (old.isArray()) {
            assertThat(now).as(place).hasSameSizeAs(old);
            for (int i = 0; i < old.size(); i++) {
                missing(place + "[" + i + "]", old.get(i), now.get(i));
            }
        } else {
            assertThat(now).as(place).isEqualTo(old);
        }
    }
}
