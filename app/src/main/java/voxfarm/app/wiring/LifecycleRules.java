package voxfarm.app.wiring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.json.Json;
import voxfarm.dispatcher.retention.RetentionConfig;

/**
 * What of the farm's retention a store can do by itself, as rules of the bucket's lifecycle. They
 * know a prefix and an age in whole days, and nothing of what is open.
 */
public final class LifecycleRules {
    private static final long DAY_SECONDS = 86_400;

    private LifecycleRules() {}

    /**
     * The document that {@code put-bucket-lifecycle-configuration} takes.
     *
     * @param prefix of the farm's keys; empty if it has none
     */
    public static ObjectNode of(RetentionConfig config, String prefix) {
        String before = prefix.isEmpty() ? "" : prefix + "/";
        ObjectNode document = Json.object();
        ArrayNode rules = document.putArray("Rules");
        config.resultsAge()
                .ifPresent(age -> {
                    // requests go first, by the farm's own run, which comes once a day
                    long days = Math.max(days(age), days(config.requestsAge().orElseThrow()) + 1);
                    expire(rules, before + BucketLayout.RESULTS, days);
                    expire(rules, before + BucketLayout.BOOKS, days);
                });
        config.clipsAge().ifPresent(age -> expire(rules, before + BucketLayout.CLIPS, days(age)));
        config.refusalsAge()
                .ifPresent(age -> expire(rules, before + BucketLayout.REFUSALS, days(age)));
        config.uploadsAge()
                .ifPresent(age ->
                        newRule(rules, before, "uploads")
                                .putObject("AbortIncompleteMultipartUpload")
                                .put("DaysAfterInitiation", days(age)));
        return document;
    }

    private static void expire(ArrayNode rules, String prefix, long days) {
        int end = prefix.length() - 1;
        newRule(rules, prefix, prefix.substring(prefix.lastIndexOf('/', end - 1) + 1, end))
                .putObject("Expiration")
                .put("Days", days);
    }

    private static ObjectNode newRule(ArrayNode rules, String prefix, String name) {
        ObjectNode rule = rules.addObject().put("ID", "voxfarm-" + name).put("Status", "Enabled");
        rule.putObject("Filter").put("Prefix", prefix);
        return rule;
    }

    /** Whole days, never fewer. */
    private static long days(Duration age) {
        return Math.ceilDiv(age.toSeconds(), DAY_SECONDS);
    }

    /** What the rules cannot say, and who does it. */
    public static List<String> notCovered(RetentionConfig config) {
        List<String> notes = new ArrayList<>();
        if (config.requestsAge().isPresent()) {
            notes.add(
                    "requests/: a rule would delete requests that are open; the farm's daily run"
                            + " deletes those that have ended");
        }
        if (config.clipsAge().isPresent()) {
            notes.add(
                    "clips/: a rule does not know when a clip was used last; one that an open"
                            + " request needs is spoken again");
        }
        Optional<Duration> results = config.resultsAge();
        if (results.isPresent()) {
            notes.add(
                    "results/: the farm's run has to come at least once a day, so that requests go"
                            + " before their results; tombstones go with the results");
        }
        notes.add("deleted/ and dead letters: the farm's run");
        if (!config.byStore()) {
            notes.add(
                    "say retention: {enforced-by: store} in the configuration, or the farm does all"
                            + " of this as well");
        }
        return notes;
    }
}
