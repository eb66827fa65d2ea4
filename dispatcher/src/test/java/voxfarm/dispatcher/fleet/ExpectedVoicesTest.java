package voxfarm.dispatcher.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import voxfarm.common.kafka.ControlKeys;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.voice.ComingVoicesCodec;
import voxfarm.common.voice.VoiceId;

class ExpectedVoicesTest {
    private static final VoiceId ANN = new VoiceId("ann");
    private static final VoiceId BOB = new VoiceId("bob");

    private final AtomicLong nanos = new AtomicLong();
    private final ExpectedVoices expected = ExpectedVoices.ofWorkers(nanos::get);

    private void later(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void notice(String worker, byte @Nullable [] value) {
        expected.accept(new TopicRecord(0, 0, false, ControlKeys.imports(worker), value));
    }

    private void listenForLong() {
        expected.listening();
        later(60);
    }

    @Test
    void expectsAnyVoiceUntilEveryImporterHasSpoken() {
        assertThat(expected.expects(ANN)).as("not listening yet").isTrue();
        expected.listening();
        later(3);
        assertThat(expected.expects(ANN)).as("a notice may be on its way").isTrue();
        later(1);
        assertThat(expected.expects(ANN)).isFalse();
    }

    @Test
    void expectsWhatWorkersSayThatTheyImport() {
        listenForLong();
        notice("w1", ComingVoicesCodec.write(List.of(ANN, BOB)));
        notice("w2", ComingVoicesCodec.write(List.of(BOB)));
        assertThat(expected.expects(ANN)).isTrue();
        assertThat(expected.expects(new VoiceId("eve"))).isFalse();

        notice("w1", ComingVoicesCodec.write(List.of()));
        assertThat(expected.expects(ANN)).as("done").isFalse();
        assertThat(expected.expects(BOB)).as("another imports it too").isTrue();
        notice("w2", null);
        assertThat(expected.expects(BOB)).isFalse();
    }

    @Test
    void doesNotWaitForAnImporterThatDied() {
        listenForLong();
        notice("w1", ComingVoicesCodec.write(List.of(ANN)));
        later(15);
        assertThat(expected.expects(ANN)).isTrue();
        later(1);
        assertThat(expected.expects(ANN)).isFalse();
    }

    @Test
    void passesOverWhatIsNoNotice() {
        listenForLong();
        notice("w1", new byte[] {'{'});
        notice(
                "w1",
                "{\"schema\":1,\"kind\":\"imports\"}"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        expected.accept(new TopicRecord(0, 0, false, null, new byte[0]));
        expected.accept(new TopicRecord(0, 0, false, "voice/ann", new byte[0]));
        assertThat(expected.expects(ANN)).isFalse();
    }

    @Test
    void asksTheImportsOfItsOwnProcessAndNobodyElse() {
        ExpectedVoices own = ExpectedVoices.ofThisProcess(ANN::equals);
        assertThat(own.expects(ANN)).isTrue();
        assertThat(own.expects(BOB)).as("it has nobody to hear from").isFalse();
    }
}
