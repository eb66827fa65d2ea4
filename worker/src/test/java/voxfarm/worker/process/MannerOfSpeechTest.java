package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.job.JobCodec;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.Warning;

/** Volume and silence that a segment asks for; the voice of these tests is a function. */
class MannerOfSpeechTest extends ProcessorFixture {
    private static Manner louder(double db) {
        return new Manner(1, db, Optional.empty(), 0);
    }

    private short[] spoken(Manner manner) {
        engine = _ -> new float[] {0.25f, -0.25f, 0.25f, -0.25f};
        Segment segment = new Segment(0, "one", Language.EN, 0, manner, Optional.empty());
        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.NONE, segment)), 1));
        byte[] wav = audio();
        short[] samples = new short[(wav.length - 44) / 2];
        ByteBuffer.wrap(wav, 44, wav.length - 44)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        return samples;
    }

    @Test
    void isAsLoudAsTheSegmentAsks() {
        assertThat(spoken(louder(-20 * Math.log10(2)))).containsExactly(4096, -4096, 4096, -4096);
        assertThat(result().warnings()).isEmpty();
    }

    @Test
    void silenceIsAsLongAsTheWords() {
        assertThat(spoken(louder(Manner.SILENT_DB))).containsExactly(0, 0, 0, 0);
    }

    @Test
    void neverPassesFullScaleAndSaysSo() {
        assertThat(spoken(louder(24))).containsExactly(32767, -32767, 32767, -32767);
        assertThat(result().warnings())
                .containsExactly(
                        new Warning(
                                "volume_limited",
                                "segment 0: 24.0 dB louder would pass full scale; it is 12.0 dB"
                                        + " louder",
                                OptionalInt.of(0),
                                Optional.empty()));
    }

    @Test
    void beginsBehindTheSilenceBeforeIt() {
        assertThat(spoken(Manner.PLAIN.behind(0.003)))
                .containsExactly(0, 0, 0, 8192, -8192, 8192, -8192);
    }
}
