package voxfarm.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.residency.SpeedMeter;

class RunQueueTest {
    private final LaneGate gate = new LaneGate(1);

    /** What the clock of the queue goes on by with each look at it: a run takes as long. */
    private long step;

    private long nanos;
    private final WorkMeter meter = new WorkMeter();
    private final SpeedMeter speed = new SpeedMeter();
    private final RunQueue queue = new RunQueue(gate, () -> nanos += step, meter);
    private final BatchVoice voice = new BatchVoice(new CopyOnWriteArrayList<>());
    private final RunQueue.Speaker speaker = new RunQueue.Speaker("joe 1", voice, _ -> {}, speed);
    private final List<CompletableFuture<String>> answers = new ArrayList<>();

    /** Says a text by its length, and notes what came together. */
    private static final class BatchVoice implements LoadedVoice {
        private final List<String> runs;
        private final CountDownLatch open = new CountDownLatch(1);

        BatchVoice(List<String> runs) {
            this.runs = runs;
        }

        @Override
        public int batchSize() {
            return 4;
        }

        @Override
        public List<Spoken> speakAll(List<Utterance> utterances) {
            List<String> texts = utterances.stream().map(u -> u.segment().text()).toList();
            runs.add(String.join(" ", texts));
            if (texts.contains("held")) {
                await(open);
            }
            if (texts.contains("deadly")) {
                throw new VoxfarmException(ErrorCode.ENGINE_DIED, "it died");
            }
            if (texts.contains("broken")) {
                throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "too long");
            }
            if (texts.contains("defect")) {
                throw new IllegalStateException("a defect");
            }
            if (texts.contains("deep")) {
                throw new StackOverflowError();
            }
            return texts.stream()
                    .filter(text -> !text.equals("forgotten"))
                    .map(text ->
                            new Spoken(new PcmAudio(new float[text.length()], 1000), List.of()))
                    .toList();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    /** Each of another request: settings of their own. */
    private static Utterance utterance(String text) {
        return new Utterance(
                new Segment(0, text, Language.EN, 0),
                new SpeechSettings(
                        new SpokenBy(new VoiceId("joe"), VoiceVersion.NONE, new Speaker(0, "a")),
                        Language.EN,
                        new Scales(0, 0, 0, 1),
                        text.hashCode(),
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()));
    }

    private void ask(Lane lane, RunQueue.Speaker by, String... texts) {
        int before = gate.waiting(lane);
        boolean first = answers.isEmpty();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        RunQueue.Run run =
                                queue.speak(
                                        lane,
                                        by,
                                        List.of(texts).stream()
                                                .map(RunQueueTest::utterance)
                                                .toList(),
                                        LaneGate.Patience.ENDLESS);
                        answer.complete(
                                run.spoken().stream()
                                        .map(s -> s.audio().samples().length)
                                        .toList()
                                        .toString());
                    } catch (RuntimeException | StackOverflowError e) {
                        answer.completeExceptionally(e);
                    }
                });
        while (first ? voice.runs.isEmpty() : gate.waiting(lane) == before) {
            Thread.onSpinWait();
        }
    }

    private RunQueue.Run speakAlone(RunQueue.Speaker by, Utterance... utterances) {
        return queue.speakAlone(by, List.of(utterances), LaneGate.Patience.ENDLESS);
    }

    private void hold() {
        ask(Lane.INTERACTIVE, speaker, "held");
    }

    private static ErrorCode codeOf(CompletableFuture<String> answer) throws InterruptedException {
        try {
            throw new AssertionError("was spoken: " + answer.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VoxfarmException told) {
                return told.code();
            }
            throw new AssertionError(e);
        }
    }

    @Test
    void speaksTogetherWhatWaitsForOneVoice() throws Exception {
        hold();
        ask(Lane.INTERACTIVE, speaker, "a");
        ask(Lane.INTERACTIVE, speaker, "bb", "ccc");
        ask(Lane.INTERACTIVE, speaker, "dddd");
        ask(Lane.INTERACTIVE, speaker, "eeeee");
        voice.open.countDown();

        assertThat(answers.get(1).get()).isEqualTo("[1]");
        assertThat(answers.get(2).get()).isEqualTo("[2, 3]");
        assertThat(answers.get(3).get()).isEqualTo("[4]");
        assertThat(answers.get(4).get()).isEqualTo("[5]");
        assertThat(voice.runs).containsExactly("held", "a bb ccc dddd", "eeeee");
    }

    @Test
    void leavesOtherVoicesToTheirOwnRuns() throws Exception {
        BatchVoice other = new BatchVoice(new CopyOnWriteArrayList<>());
        hold();
        ask(Lane.INTERACTIVE, speaker, "a");
        ask(
                Lane.INTERACTIVE,
                new RunQueue.Speaker("eve 1", other, _ -> {}, new SpeedMeter()),
                "bb");
        ask(Lane.INTERACTIVE, speaker, "ccc");
        voice.open.countDown();
        for (CompletableFuture<String> answer : answers) {
            answer.get();
        }

        assertThat(voice.runs).containsExactly("held", "a ccc");
        assertThat(other.runs).containsExactly("bb");
    }

    @Test
    void anInteractiveRunIsNotMadeLongerByBulk() throws Exception {
        hold();
        ask(Lane.BULK, speaker, "b");
        ask(Lane.INTERACTIVE, speaker, "ii");
        ask(Lane.BULK, speaker, "bbb");
        voice.open.countDown();
        for (CompletableFuture<String> answer : answers) {
            answer.get();
        }

        assertThat(voice.runs).containsExactly("held", "ii", "b bbb");
    }

    @Test
    void aJobFailsByItsOwnFaultAlone() throws Exception {
        hold();
        ask(Lane.BULK, speaker, "a");
        ask(Lane.BULK, speaker, "broken");
        ask(Lane.BULK, speaker, "ccc");
        voice.open.countDown();

        assertThat(answers.get(1).get()).isEqualTo("[1]");
        assertThat(codeOf(answers.get(2))).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(answers.get(3).get()).isEqualTo("[3]");
        assertThat(voice.runs).contains("a broken ccc", "a", "broken", "ccc");
    }

    /** Whoever leads the run: the one at fault, or another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "defect a ccc",
                "a defect ccc",
                "deep a ccc",
                "a ccc deep",
                "forgotten a ccc",
                "a forgotten ccc"
            })
    void aDefectIsItsOwnJobsAlone(String texts) throws Exception {
        hold();
        for (String text : texts.split(" ", -1)) {
            ask(Lane.BULK, speaker, text);
        }
        voice.open.countDown();

        for (String text : texts.split(" ", -1)) {
            CompletableFuture<String> answer =
                    answers.get(1 + List.of(texts.split(" ", -1)).indexOf(text));
            switch (text) {
                case "defect", "forgotten" ->
                        assertThatThrownBy(answer::get)
                                .hasCauseInstanceOf(IllegalStateException.class);
                case "deep" ->
                        assertThatThrownBy(answer::get)
                                .hasCauseInstanceOf(StackOverflowError.class);
                default -> assertThat(answer.get()).isEqualTo("[" + text.length() + "]");
            }
        }
        assertThat(voice.runs).contains(texts);
    }

    /** Any of them may be why: each is tried alone next, and until then the voice in ones. */
    @Test
    void anEngineThatDiesEndsAllThatWereInIt() throws Exception {
        hold();
        ask(Lane.BULK, speaker, "a");
        ask(Lane.BULK, speaker, "deadly");
        voice.open.countDown();

        assertThat(codeOf(answers.get(1))).isEqualTo(ErrorCode.ENGINE_DIED);
        assertThat(codeOf(answers.get(2))).isEqualTo(ErrorCode.ENGINE_DIED);

        try (LaneGate.Pass pass = gate.enter(Lane.BULK, "")) {
            assertThat(pass.takeAlong(4)).isEmpty();
            ask(Lane.BULK, speaker, "x");
            ask(Lane.BULK, speaker, "yy");
        }
        assertThat(answers.get(3).get()).isEqualTo("[1]");
        assertThat(answers.get(4).get()).isEqualTo("[2]");
        assertThat(voice.runs).containsExactly("held", "a deadly", "x", "yy");
    }

    @Test
    void aVoiceThatCannotBeRevivedTakesNobodyDown() throws Exception {
        hold();
        RunQueue.Speaker dead =
                new RunQueue.Speaker(
                        "joe 1",
                        voice,
                        _ -> {
                            throw new VoxfarmException(ErrorCode.VOICE_BROKEN, "gone");
                        },
                        speed);
        ask(Lane.BULK, dead, "a");
        ask(Lane.BULK, speaker, "bb");
        voice.open.countDown();

        assertThat(codeOf(answers.get(1))).isEqualTo(ErrorCode.VOICE_BROKEN);
        assertThat(answers.get(2).get()).isEqualTo("[2]");
    }

    @ParameterizedTest
    @EnumSource
    void whoIsStoppedWhileWaitingSaysSo(Lane lane) throws Exception {
        hold();
        CompletableFuture<VoxfarmException> told = new CompletableFuture<>();
        Thread stopped =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                var _ =
                                        queue.speak(
                                                lane,
                                                speaker,
                                                List.of(utterance("a")),
                                                LaneGate.Patience.ENDLESS);
                            } catch (VoxfarmException e) {
                                told.complete(e);
                            }
                        });
        while (gate.waiting(lane) == 0) {
            Thread.onSpinWait();
        }
        stopped.interrupt();

        assertThat(told.get().code()).isEqualTo(ErrorCode.NOT_READY);
        voice.open.countDown();
        answers.getFirst().get();
        assertThat(voice.runs).containsExactly("held");
    }

    @Test
    void whatMayEndTheEngineIsSpokenAlone() {
        assertThat(speakAlone(speaker, utterance("a")).spoken()).hasSize(1);
        assertThatThrownBy(() -> speakAlone(speaker, utterance("deadly")))
                .isInstanceOf(VoxfarmException.class);
        assertThat(gate.waiting(Lane.BULK)).isZero();
    }

    /** A letter is a millisecond of sound here. */
    @Test
    void measuresTheSpeedOfAVoiceAndOfAllBesideIt() {
        step = 2_000_000;
        BatchVoice other = new BatchVoice(new CopyOnWriteArrayList<>());
        SpeedMeter ofOther = new SpeedMeter();
        speakAlone(speaker, utterance("12345678"), utterance("12"));
        assertThat(speed.speed()).hasValueCloseTo(5.0, within(1e-9));
        assertThat(ofOther.speed()).isEmpty();

        speakAlone(new RunQueue.Speaker("eve 1", other, _ -> {}, ofOther), utterance("1234"));
        assertThat(speed.speed()).hasValueCloseTo(5.0, within(1e-9));
        assertThat(ofOther.speed()).hasValueCloseTo(2.0, within(1e-9));
        assertThat(meter.speed()).hasValueCloseTo(3.5, within(1e-9));
    }

    @Test
    void whatFailsHasNoSpeed() {
        step = 1_000_000;
        assertThatThrownBy(() -> speakAlone(speaker, utterance("broken")))
                .isInstanceOf(VoxfarmException.class);

        assertThat(speed.speed()).isEmpty();
        assertThat(meter.speed()).isEmpty();
    }

    /** Riders pass a waiting bulk run as others do: the bound on starvation holds. */
    @Test
    void interactiveRidersCountAmongThoseThatPassBulk() throws Exception {
        hold();
        BatchVoice backlog = new BatchVoice(voice.runs); // one list: what came before what
        ask(Lane.BULK, new RunQueue.Speaker("eve 1", backlog, _ -> {}, new SpeedMeter()), "bulk");
        for (int i = 0; i < 3 * LaneGate.INTERACTIVE_RUN; i++) {
            ask(Lane.INTERACTIVE, speaker, "i" + i);
        }
        voice.open.countDown();
        for (CompletableFuture<String> answer : answers) {
            answer.get();
        }

        List<String> before = voice.runs.subList(1, voice.runs.indexOf("bulk")); // but for "held"
        assertThat(before.stream().mapToInt(run -> run.split(" ", -1).length).sum())
                .isEqualTo(LaneGate.INTERACTIVE_RUN);
    }
}
