package voxfarm.books.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.voice.VoiceId;

/**
 * How long a chapter is when it is spoken, and what it costs.
 *
 * @param soundSeconds by estimate, its pauses included
 * @param workerSeconds of engines that speak it
 */
public record PlanCost(double soundSeconds, double workerSeconds) {
    public static final PlanCost NOTHING = new PlanCost(0, 0);

    /**
     * How fast a farm speaks.
     *
     * @param byVoice seconds of sound for a second of a worker's engine
     * @param others of voices that are not in it
     * @param from where that is known from, for people
     * @param workers that speak at once; empty where none is known
     */
    public record Speeds(
            Map<VoiceId, Double> byVoice, double others, String from, Optional<Integer> workers) {
        /** Of the bundled voice, a second of one core (docs/operations.md). */
        private static final double PIPER = 25;

        /** Where no farm tells its own. */
        public static final Speeds BUNDLED =
                new Speeds(
                        Map.of(),
                        PIPER,
                        "no farm runs that tells its speed: figures of the bundled voice on one"
                                + " core, 25 s of sound a second; full-size Bert-VITS2 voices take"
                                + " some fifteen times as long there",
                        Optional.empty());

        public Speeds {
            byVoice = Map.copyOf(byVoice);
            if (!(others > 0) || byVoice.values().stream().anyMatch(speed -> !(speed > 0))) {
                throw new IllegalArgumentException("expected speeds above 0");
            }
        }

        double of(Optional<VoiceId> voice) {
            return voice.flatMap(one -> Optional.ofNullable(byVoice.get(one))).orElse(others);
        }
    }

    /**
     * Of a chapter that is read.
     *
     * @throws voxfarm.common.error.VoxfarmException as {@link Casting#of}
     */
    public static PlanCost of(BookPlan plan, PlannedChapter chapter, Speeds speeds) {
        double paragraph = plan.pauses(chapter).within().seconds(PauseKind.PARAGRAPH);
        PlanCost all = new PlanCost(plan.pauses(chapter).behindChapter(), 0);
        for (Stretch stretch : Casting.of(plan, chapter)) {
            double words = PartCutter.seconds(stretch.text()) / stretch.role().speed().orElse(1.0);
            double pauses = paragraph * paragraphEnds(stretch.text()) + stretch.pauseSeconds();
            all = all.plus(new PlanCost(words + pauses, words / speeds.of(stretch.role().voice())));
        }
        return all;
    }

    /** Of each chapter in their order; {@link #NOTHING} of one that is not read. */
    public static List<PlanCost> each(BookPlan plan, Speeds speeds) {
        return plan.chapters().stream()
                .map(chapter -> chapter.isRead() ? of(plan, chapter, speeds) : NOTHING)
                .toList();
    }

    public PlanCost plus(PlanCost other) {
        return new PlanCost(soundSeconds + other.soundSeconds, workerSeconds + other.workerSeconds);
    }

    private static int paragraphEnds(String text) {
        int ends = 0;
        for (int at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n", at + 2)) {
            ends++;
        }
        return ends;
    }
}
