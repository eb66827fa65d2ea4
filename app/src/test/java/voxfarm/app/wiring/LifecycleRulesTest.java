package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.dispatcher.retention.RetentionConfig;

class LifecycleRulesTest {
    private static final RetentionConfig CONFIG =
            new RetentionConfig("30d", "30d", "36h", "4w", "never", "7d", "1d", "store", 500);

    private static List<String> prefixes(ObjectNode document) {
        return document.path("Rules")
                .valueStream()
                .map(rule -> rule.path("Filter").path("Prefix").asText())
                .toList();
    }

    @Test
    void saysWhatAStoreCanDoInWholeDays() {
        ObjectNode document = LifecycleRules.of(CONFIG, "");
        assertThat(prefixes(document))
                .containsExactly("results/", "books/", "clips/", "refusals/", "");
        JsonNode rules = document.path("Rules");
        assertThat(rules.path(0).path("Expiration").path("Days").asInt())
                .as("a day behind the requests, which go by the farm's run")
                .isEqualTo(31);
        assertThat(rules.path(1).path("Expiration").path("Days").asInt()).isEqualTo(31);
        assertThat(rules.path(2).path("Expiration").path("Days").asInt()).isEqualTo(2);
        assertThat(rules.path(3).path("Expiration").path("Days").asInt()).isEqualTo(28);
        assertThat(
                        rules.path(4)
                                .path("AbortIncompleteMultipartUpload")
                                .path("DaysAfterInitiation")
                                .asInt())
                .isEqualTo(1);
        assertThat(rules.valueStream().map(rule -> rule.path("Status").asText()))
                .containsOnly("Enabled");
        assertThat(rules.valueStream().map(rule -> rule.path("ID").asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsToThePrefixOfTheFarm() {
        assertThat(prefixes(LifecycleRules.of(CONFIG, "farm/one")))
                .containsExactly(
                        "farm/one/results/",
                        "farm/one/books/",
                        "farm/one/clips/",
                        "farm/one/refusals/",
                        "farm/one/");
    }

    @Test
    void neverLetsAStoreDeleteRequests() {
        assertThat(LifecycleRules.of(CONFIG, "").toString()).doesNotContain("requests/");
        assertThat(LifecycleRules.notCovered(CONFIG)).anyMatch(note -> note.contains("requests/"));
        assertThat(prefixes(LifecycleRules.of(RetentionConfig.DEFAULTS, "")))
                .containsExactly("clips/", "refusals/", "");
    }
}
