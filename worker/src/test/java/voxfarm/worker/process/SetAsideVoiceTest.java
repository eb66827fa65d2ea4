package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.voice.VoiceId;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.TestLibraries;
import voxfarm.worker.isolation.EngineCommand;
import voxfarm.worker.isolation.IsolatedEngine;
import voxfarm.worker.residency.ResidentVoices;

/** A voice that ends the engine's process while it is loaded there: a real process. */
class SetAsideVoiceTest extends ProcessorFixture {
    private static final EngineSettings SETTINGS =
            new EngineSettings("cpu", "auto", 1, "espeak-ng", List.of(), ".", false);

    /** By this name the engine of the tests knows what to do. */
    private static final VoiceId DEADLY = new VoiceId("deadly");

    private static final SynthesisJob DOOMED =
            like(job()).id(JobId.single(new RequestId("doomed"))).voice(DEADLY).build();

    private int neighbours;

    @Test
    void endsTheRequestsOfTheVoiceWithTheReasonWhileItsNeighboursGoOn() {
        try (IsolatedEngine speaker =
                IsolatedEngine.start(
                        SETTINGS,
                        EngineCommand.of(
                                "voxfarm.worker.isolation.DeadlyEngineHost", TestLibraries.KEPT))) {
            ResidentVoices voices = voices(speaker, VOICE, DEADLY);
            JobProcessor processor = processor(voices);
            int deliveries = 0;
            JobOutcome outcome;
            do {
                int count = ++deliveries;
                JobOutcome[] doomed = new JobOutcome[1];
                speakWhile(
                        processor,
                        () ->
                                doomed[0] =
                                        processor.process(
                                                new Delivery(JobCodec.write(DOOMED), count),
                                                () -> false));
                outcome = doomed[0];
            } while (outcome instanceof JobOutcome.Retry);

            assertThat(outcome).isEqualTo(new JobOutcome.Finished());
            assertThat(result(DOOMED.id().request()).outcome())
                    .isInstanceOfSatisfying(
                            SynthesisResult.Outcome.Failed.class,
                            failed -> {
                                assertThat(failed.error().code()).isEqualTo("voice_broken");
                                assertThat(failed.error().message())
                                        .contains("voice deadly", "is set aside here for")
                                        .contains("the engine died 3 times while loading it");
                            });
            assertThat(voices.setAside())
                    .singleElement()
                    .satisfies(aside -> assertThat(aside.voice()).isEqualTo(DEADLY));
            assertThat(deliveries).as("within the ten that the broker grants").isLessThan(10);
        }
        for (int i = 0; i < neighbours; i++) {
            RequestId id = neighbour(i);
            assertThat(result(id).status()).isEqualTo("completed");
            assertThat(result(id).attempts()).as("none was tried twice").isEqualTo(1);
            assertThat(store.list("requests/" + id + "/", Optional.empty(), 10).objects())
                    .as("nor charged with a death")
                    .isEmpty();
        }
    }

    private static RequestId neighbour(int number) {
        return new RequestId("neighbour-" + number);
    }

    /** Speaks a request of two segments; between them that happens. */
    private void speakWhile(JobProcessor processor, Runnable between) {
        SynthesisJob job = like(job()).id(JobId.single(neighbour(neighbours++))).build();
        int[] asked = new int[1];
        JobOutcome outcome =
                processor.process(
                        new Delivery(JobCodec.write(job), 1),
                        () -> {
                            if (++asked[0] == 2) { // once before the first segment
                                between.run();
                            }
                            return false;
                        });
        assertThat(outcome).isEqualTo(new JobOutcome.Finished());
        assertThat(asked[0]).isEqualTo(2);
    }
}
