package voxfarm.dispatcher.dead;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;

class DeadLettersTest {
    private static final int MAX_BYTES = 64 * 1024;

    private final DeadLetters letters = new DeadLetters(MAX_BYTES);
    private long offset;

    private void bury(byte[] record) {
        letters.accept(new TopicRecord(0, offset++, false, null, record));
    }

    private static byte[] letter(String id, String message) {
        return DeadLetterCodec.write(
                new DeadLetter(
                        Optional.of(new RequestId(id)),
                        Optional.empty(),
                        new byte[0],
                        new ErrorInfo("engine_failed", message, false),
                        1,
                        "w",
                        Instant.EPOCH));
    }

    @Test
    void keepsAsManyAsItsMemoryHolds() {
        for (int i = 0; i < 10_000; i++) {
            bury(letter("r" + i, "x".repeat(2000)));
        }

        assertThat(letters.all()).hasSizeBetween(50, 128); // 500 to 1,200 bytes each
        assertThat(letters.find("r9999")).isPresent();
        assertThat(letters.find("r0")).isEmpty();
        assertThat(letters.all().getFirst().error().message()).hasSize(200);
    }

    @Test
    void namesThePlaceWhereALetterLiesNow() {
        bury(letter("a", "it broke"));
        bury(letter("b", "it broke"));
        bury(letter("a", "it broke"));

        assertThat(letters.all())
                .extracting(DeadLetters.Entry::id, entry -> entry.place().offset())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 2L),
                        org.assertj.core.groups.Tuple.tuple("b", 1L));
    }

    @Test
    void showsALetterWhoseJobOnlyALaterBuildCanRead() {
        bury(
                """
                {"schema":1,"request_id":"a","model_id":"joe","job":{"schema":9},"worker_id":"w",
                 "error":{"code":"engine_failed","message":"m"},"deliveries":1,
                 "at":"2026-01-01T00:00:00Z"}
                """
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(letters.find("a")).isPresent();
    }

    @Test
    void passesOverWhatIsNone() {
        bury("hello".getBytes(StandardCharsets.UTF_8));
        bury("{\"schema\":9}".getBytes(StandardCharsets.UTF_8));
        letters.accept(new TopicRecord(0, 9, false, null, null));
        bury(letter("a", "it broke"));
        bury(DeadLetters.drop("a"));

        assertThat(letters.all()).isEmpty();
    }
}
