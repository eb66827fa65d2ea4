package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.telemetry.Metric;

class JobProcessorTest extends ProcessorFixture {
    @Test
    void storesAudioThenResultThenTellsOthers() {
        JobOutcome outcome = process(processor(), delivery(1));

        assertThat(outcome).isEqualTo(new JobOutcome.Finished());
        assertThat(store.writes())
                .containsExactly("results/r1/audio.wav", "results/r1/result.json");
        assertThat(sinks.log).containsExactly("Started", "Completed");
        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed -> {
                            assertThat(completed.audio().sha256()).isEqualTo(Sha256.hex(audio()));
                            assertThat(completed.audio().bytes()).isEqualTo(audio().length);
                            assertThat(completed.audio().durationSeconds()).isEqualTo(0.006);
                        });
    }

    @Test
    void tellsWhatItDid() {
        process(processor(), delivery(1));

        assertThat(metrics.sum(Metric.ATTEMPTS, "interactive", "finished")).isEqualTo(1);
        assertThat(metrics.sum(Metric.RESULTS, "interactive", "completed")).isEqualTo(1);
        assertThat(metrics.observed(Metric.QUEUE_WAIT, "interactive")).isEqualTo(1);
        assertThat(metrics.observed(Metric.JOB_SECONDS, "interactive", "single")).isEqualTo(1);
        assertThat(metrics.observed(Metric.UPLOAD_SECONDS)).isEqualTo(1);
        assertThat(metrics.observed(Metric.FILE_SECONDS, "wav")).isEqualTo(1);
        assertThat(metrics.observed(Metric.LOAD_SECONDS, "done")).isEqualTo(1);
        assertThat(metrics.observed(Metric.RUN_SECONDS)).isEqualTo(2);
        assertThat(metrics.sum(Metric.BATCH_FILL)).isEqualTo(2);
        assertThat(metrics.sum(Metric.AUDIO_TIME, VOICE.value())).isEqualTo(0.004);
        assertThat(metrics.observed(Metric.BERT_SECONDS)).as("a voice without").isZero();
    }

    @Test
    void tellsFailuresByTheirKind() {
        store.setDown(true);
        process(processor(), delivery(1));
        store.setDown(false);
        engine =
                _ -> {
                    throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "broken");
                };
        process(processor(), delivery(2));

        assertThat(metrics.sum(Metric.ATTEMPT_FAILURES, "resource", "store_unavailable"))
                .isEqualTo(1);
        assertThat(metrics.sum(Metric.ATTEMPT_FAILURES, "internal", "engine_failed")).isEqualTo(1);
        assertThat(metrics.sum(Metric.ATTEMPTS, "interactive", "retry")).isEqualTo(2);
        assertThat(metrics.observed(Metric.QUEUE_WAIT, "interactive"))
                .as("not of a second")
                .isZero();
    }

    @Test
    void putsThePausesBetweenTheSegments() {
        process(processor(), delivery(1));

        assertThat(audio()).hasSize(44 + 2 * (2 + 2 + 2));
    }

    @Test
    void raisesToThePeakWithOneGain() {
        // away from the join, which is faded
        engine =
                text ->
                        text.equals("one")
                                ? new float[] {0.25f, 0, 0, 0}
                                : new float[] {0, 0, 0, -0.5f};
        SynthesisJob job =
                job(
                        OutputSettings.Level.PEAK,
                        new Segment(0, "one", Language.EN, 0),
                        new Segment(1, "two", Language.EN, 0));
        process(processor(), new Delivery(JobCodec.write(job), 1));

        assertThat(Arrays.copyOfRange(audio(), 44, 46)).containsExactly(0x00, 0x40); // 16384
        assertThat(audio()).endsWith(new byte[] {0x01, (byte) 0x80}); // -32767
    }

    @Test
    void fadesWhereClipsMeetAndNowhereElse() {
        engine = text -> new float[] {0.5f, 0.5f, 0.5f, 0.5f};
        SynthesisJob job =
                job(
                        OutputSettings.Level.NONE,
                        new Segment(0, "one", Language.EN, 0),
                        new Segment(1, "two", Language.EN, 0));
        process(processor(), new Delivery(JobCodec.write(job), 1));

        short[] samples = new short[8];
        ByteBuffer.wrap(audio(), 44, 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        // 2 ms at 1000 Hz are two samples
        assertThat(samples).containsExactly(16384, 16384, 12288, 4096, 4096, 12288, 16384, 16384);
    }

    @Test
    void repeatsTheEventButNotTheWorkOnRedelivery() {
        JobProcessor processor = processor();
        process(processor, delivery(1));
        refuseToSpeak();

        assertThat(process(processor, delivery(2))).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Started", "Completed", "Completed");
        assertThat(store.writes()).hasSize(2);
    }

    @Test
    void retriesWithTheEventWhenOnlyTheBrokerIsDown() {
        sinks.brokerDown = true;
        JobOutcome first = process(processor(), delivery(1));
        sinks.brokerDown = false;
        JobOutcome second = process(processor(), delivery(2));

        assertThat(first).isInstanceOf(JobOutcome.Retry.class);
        assertThat(first.acknowledgement()).isEqualTo(Acknowledgement.RELEASE);
        assertThat(second).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Started", "Completed");
    }

    @Test
    void retriesWhileTheStoreIsDown() {
        JobProcessor processor = processor();
        store.setDown(true);

        assertThat(process(processor, delivery(1)))
                .isInstanceOfSatisfying(
                        JobOutcome.Retry.class,
                        retry -> assertThat(retry.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    @Test
    void namesTheAudioByItsHashWhereTheStoreWouldReplaceIt() {
        store.replaceLargeFiles();
        process(processor(), delivery(1));

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed ->
                                assertThat(completed.audio().key().value())
                                        .isEqualTo(
                                                "results/r1/audio-"
                                                        + completed.audio().sha256()
                                                        + ".wav"));
        assertThat(store.head(BucketLayout.audio(ID, "wav"))).isEmpty();
    }

    @Test
    void namesTheAudioByItsHashWhereOtherBytesAreThere() {
        store.create(BucketLayout.audio(ID, "wav"), new byte[] {1}, "audio/wav");
        process(processor(), delivery(2));

        assertThat(result().outcome())
                .isInstanceOfSatisfying(
                        SynthesisResult.Outcome.Completed.class,
                        completed -> {
                            assertThat(completed.audio().key().value())
                                    .isEqualTo(
                                            "results/r1/audio-"
                                                    + completed.audio().sha256()
                                                    + ".wav");
                            assertThat(store.head(completed.audio().key())).isPresent();
                        });
    }

    @Test
    void endsBetweenSegmentsWhenCancelled() {
        List<String> spoken = new ArrayList<>();
        engine =
                text -> {
                    spoken.add(text);
                    cancel();
                    return new float[] {0.5f};
                };

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(spoken).containsExactly("one");
        assertThat(store.head(BucketLayout.audio(ID, "wav"))).isEmpty();
        assertThat(result().status()).isEqualTo("cancelled");
        assertThat(sinks.log).containsExactly("Started", "Cancelled", "hint cleared");
        cancelled.accept("cancel/r1", null);
        assertThat(cancelled.contains(ID)).as("other parts may be in hand").isTrue();
    }

    @Test
    void speaksNothingThatWasCancelledBeforeItCame() {
        refuseToSpeak();
        cancel();

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(sinks.log).containsExactly("Cancelled", "hint cleared");
    }

    @Test
    void goesOnAfterAHintWithoutAResult() {
        cancelled.accept("cancel/r1", new byte[] {1});

        process(processor(), delivery(1));

        assertThat(result().status()).isEqualTo("completed");
        assertThat(cancelled.contains(ID)).isFalse();
    }

    @Test
    void handsBackAtTheNextBorderAndTakesItsMarkAway() {
        engine =
                text -> {
                    handBack = true;
                    return new float[] {0.5f};
                };

        JobOutcome outcome = process(processor(), delivery(3));

        assertThat(outcome).isEqualTo(new JobOutcome.HandedBack());
        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.RELEASE);
        assertThat(store.list("requests/r1/attempts/", Optional.empty(), 10).objects()).isEmpty();
        assertThat(store.head(BucketLayout.result(ID))).isEmpty();
    }

    @Test
    void doesNotHandBackWhatIsSpokenToTheEnd() {
        engine =
                text -> {
                    handBack = text.equals("two");
                    return new float[] {0.5f};
                };

        assertThat(process(processor(), delivery(1))).isEqualTo(new JobOutcome.Finished());
        assertThat(result().status()).isEqualTo("completed");
    }

    @Test
    void tellsWhoListensOfEachSegmentWhenItIsInTheBucket() {
        OutputSettings heard =
                new OutputSettings(
                        AudioFormat.WAV,
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        OutputSettings.Level.NONE,
                        OutputSettings.DEFAULT_TARGET_LUFS,
                        false,
                        false,
                        false,
                        true,
                        List.of());
        SynthesisJob job =
                job(
                        heard,
                        new Segment(0, "one", Language.EN, 0),
                        new Segment(1, "two", Language.EN, 0));

        process(processor(), new Delivery(JobCodec.write(job), 1));

        assertThat(sinks.log).containsExactly("Started", "Progress", "Progress", "Completed");
        assertThat(sinks.progress)
                .extracting(RequestEvent.Progress::segmentsDone)
                .containsExactly(1, 2);
    }

    @Test
    void tellsProgressAtMostOnceASecond() {
        engine =
                text -> {
                    nanos.addAndGet(600_000_000);
                    return new float[] {0.5f};
                };
        Segment[] segments = new Segment[6];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new Segment(i, "text" + i, Language.EN, 0);
        }
        process(
                processor(),
                new Delivery(JobCodec.write(job(OutputSettings.Level.NONE, segments)), 1));

        // 0.6 s a segment: told after 1.2 s and 2.4 s, and not after the last
        assertThat(sinks.log).containsExactly("Started", "Progress", "Progress", "Completed");
        assertThat(sinks.progress.getFirst().segmentsDone()).isEqualTo(2);
        assertThat(sinks.progress.getFirst().etaSeconds()).isEqualTo(2.4);
    }
}
