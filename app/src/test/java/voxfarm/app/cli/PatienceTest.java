package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

class PatienceTest {
    private final StringWriter notes = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger calls = new AtomicInteger();
    private final Patience patience =
            new Patience(
                    new PrintWriter(notes, true),
                    Duration.ofSeconds(10),
                    nanos::get,
                    duration -> nanos.addAndGet(duration.toNanos()));

    private String failing(int times, ErrorCode code) {
        return patience.get(() -> {
            if (calls.incrementAndGet() <= times) {
                throw new VoxfarmException(code, "no farm answers");
            }
            return "answer";
        });
    }

    @Test
    void asksAgainAndSaysSoOnce() {
        assertThat(failing(5, ErrorCode.NOT_READY)).isEqualTo("answer");

        assertThat(calls).hasValue(6);
        assertThat(notes.toString())
                .isEqualTo("voxfarm: no farm answers (trying again for 10 s)\n");
    }

    @Test
    void saysNothingWhereAllGoesWell() {
        assertThat(failing(0, ErrorCode.NOT_READY)).isEqualTo("answer");

        assertThat(notes.toString()).isEmpty();
    }

    @Test
    void givesUpAfterItsTimeWithTheReason() {
        assertThatThrownBy(() -> failing(1000, ErrorCode.STORE_UNAVAILABLE))
                .hasMessage("no farm answers");

        assertThat(nanos).hasValue(Duration.ofSeconds(10).toNanos());
        assertThat(notes.toString().lines()).hasSize(1);
    }

    @Test
    void hasItsTimeAnewEachTimeThatAFarmIsGone() {
        for (int i = 0; i < 3; i++) {
            calls.set(0);
            assertThat(failing(8, ErrorCode.NOT_READY)).isEqualTo("answer");
        }
        assertThat(notes.toString().lines()).hasSize(3);
    }

    @Test
    void findsAFarmThatCameBackAtAnotherAddress() {
        AtomicReference<Optional<String>> now = new AtomicReference<>(Optional.empty());
        StubFarm before = new StubFarm();
        String gone = before.url();
        before.close();
        RequestId id = new RequestId("r1");
        try (StubFarm after = new StubFarm();
                FarmClient client = new FarmClient(gone, Optional.empty(), now::get)) {
            after.on("GET /v1/requests/r1", 200, "{\"status\":\"completed\"}");
            Patience waiting =
                    new Patience(
                            new PrintWriter(notes, true),
                            Duration.ofSeconds(10),
                            nanos::get,
                            pause -> {
                                nanos.addAndGet(pause.toNanos());
                                if (nanos.get() > Duration.ofSeconds(3).toNanos()) {
                                    now.set(Optional.of(after.url()));
                                }
                            });

            assertThat(waiting.get(() -> client.request(id)).path("status").asText())
                    .isEqualTo("completed");
        }
        assertThat(notes.toString())
                .isEqualTo(
                        "voxfarm: no farm answers at "
                                + gone
                                + "/; start one with: voxfarm up (trying again for 10 s)\n");
    }

    /** Of which more of the same call makes nothing better. */
    @Test
    void tellsWhatIsWrongAtOnce() {
        for (ErrorCode code :
                new ErrorCode[] {
                    ErrorCode.UNAUTHORIZED, ErrorCode.UNKNOWN_REQUEST, ErrorCode.INTERNAL
                }) {
            calls.set(0);
            assertThatThrownBy(() -> failing(1, code)).hasMessage("no farm answers");
            assertThat(calls).as(code.wireName()).hasValue(1);
        }
        assertThat(notes.toString()).isEmpty();
    }
}
