package voxfarm.books.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.voice.VoiceId;

class PlanCostTest {
    private static BookPlan plan(String json) {
        return BookPlanCodec.read(
                json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void slowSpeechIsLongerAndASlowVoiceDearer() {
        String words = "a".repeat(1000);
        PlanCost.Speeds speeds =
                new PlanCost.Speeds(
                        Map.of(new VoiceId("slow"), 2.0), 10, "a test", Optional.empty());
        BookPlan plan =
                plan(
                        "{'pauses': {'chapter': 0}, 'chapters': [{'title': 'A', 'text': '"
                                + words
                                + "'}, {'title': 'B', 'speed': 0.5, 'voice': 'slow', 'text': '"
                                + words
                                + "'}]}");
        PlanCost usual = PlanCost.of(plan, plan.chapters().get(0), speeds);
        PlanCost slow = PlanCost.of(plan, plan.chapters().get(1), speeds);

        assertThat(usual.soundSeconds()).isCloseTo(70, within(0.01));
        assertThat(usual.workerSeconds()).isCloseTo(7, within(0.01));
        assertThat(slow.soundSeconds()).isCloseTo(140, within(0.01));
        assertThat(slow.workerSeconds()).isCloseTo(70, within(0.01));
        assertThat(usual.plus(slow).workerSeconds()).isCloseTo(77, within(0.01));
    }

    @Test
    void pausesAreHeardAndCostNothing() {
        BookPlan plan =
                plan(
                        "{'pauses': {'paragraph': 5, 'chapter': 7}, 'chapters': [{'title': 'A',"
                                + " 'text': 'a\\n\\nb\\n\\nc'}]}");
        PlanCost cost = PlanCost.of(plan, plan.chapters().getFirst(), PlanCost.Speeds.BUNDLED);
        assertThat(cost.soundSeconds()).isCloseTo(17, within(1.0));
        assertThat(cost.workerSeconds()).isLessThan(0.1);
    }
}
