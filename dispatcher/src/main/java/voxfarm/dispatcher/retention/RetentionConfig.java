package voxfarm.dispatcher.retention;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.config.Range;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * How long what is kept. Ages are a whole number and a unit, {@code 12h}, {@code 30d}, {@code 4w},
 * or {@code never}; at least an hour.
 *
 * @param requests since the end of a request: text, plan and notes
 * @param results since the end of a request: result, audio, timings; no sooner than requests, as a
 *     request without its result looks open
 * @param clips since a clip was made or used last
 * @param refusals of submissions by topic
 * @param deadLetters on the list
 * @param tombstones of requests that were deleted; their ids are taken so long
 * @param uploads that were begun and not completed
 * @param enforcedBy {@code farm}, or {@code store} where lifecycle rules of the bucket delete
 *     results, clips, refusals and uploads
 * @param deletesPerSecond most objects that a run deletes in a second
 */
public record RetentionConfig(
        String requests,
        String results,
        String clips,
        String refusals,
        String deadLetters,
        String tombstones,
        String uploads,
        String enforcedBy,
        @Range(min = 1, max = 100_000) int deletesPerSecond) {
    private static final String NEVER = "never";
    private static final String STORE = "store";
    private static final Duration LEAST = Duration.ofHours(1);
    private static final Pattern AGE = Pattern.compile("([0-9]{1,5})([hdw])");

    /** Requests and results stay for ever; what can be made again, or tells nothing new, goes. */
    public static final RetentionConfig DEFAULTS =
            new RetentionConfig(NEVER, NEVER, "30d", "30d", NEVER, "7d", "1d", "farm", 500);

    /**
     * Judges all of it.
     *
     * @throws VoxfarmException {@code INVALID_CONFIG} with every problem
     */
    public void check() {
        Problems problems = new Problems();
        Optional<Duration> request = age("requests", requests, problems);
        Optional<Duration> result = age("results", results, problems);
        age("clips", clips, problems);
        age("refusals", refusals, problems);
        age("dead-letters", deadLetters, problems);
        age("tombstones", tombstones, problems);
        if (tombstones.equals(NEVER)) {
            problems.add("retention.tombstones: expected an age: ids would be taken for ever");
        }
        age("uploads", uploads, problems);
        if (result.isPresent()
                && (request.isEmpty() || request.get().compareTo(result.get()) > 0)) {
            problems.add(
                    "retention.requests: expected an age of at most that of results, "
                            + results
                            + ", was "
                            + requests
                            + "; a request without its result looks open");
        }
        if (!enforcedBy.equals("farm") && !enforcedBy.equals(STORE)) {
            problems.add(
                    "retention.enforced-by: expected farm or store, was "
                            + Problems.quote(enforcedBy));
        }
        if (!problems.none()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_CONFIG, String.join("; ", problems.list()));
        }
    }

    private static Optional<Duration> age(String key, String text, Problems problems) {
        if (text.equals(NEVER)) {
            return Optional.empty();
        }
        Optional<Duration> age = parse(text);
        if (age.isEmpty() || age.get().compareTo(LEAST) < 0) {
            problems.add(
                    "retention."
                            + key
                            + ": expected an age of an hour or more, such as 12h, 30d or 4w, or"
                            + " never, was "
                            + Problems.quote(text));
        }
        return age;
    }

    private static Optional<Duration> parse(String text) {
        Matcher found = AGE.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(found.group(1));
        return Optional.of(
                switch (found.group(2)) {
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> Duration.ofDays(7 * number);
                });
    }

    /** Empty: for ever. */
    public Optional<Duration> requestsAge() {
        return parse(requests);
    }

    /** As {@link #requestsAge}. */
    public Optional<Duration> resultsAge() {
        return parse(results);
    }

    /** As {@link #requestsAge}. */
    public Optional<Duration> clipsAge() {
        return parse(clips);
    }

    /** As {@link #requestsAge}. */
    public Optional<Duration> refusalsAge() {
        return parse(refusals);
    }

    /** As {@link #requestsAge}. */
    public Optional<Duration> deadLettersAge() {
        return parse(deadLetters);
    }

    /** As {@link #requestsAge}. */
    public Optional<Duration> uploadsAge() {
        return parse(uploads);
    }

    Duration tombstonesAge() {
        return parse(tombstones).orElseThrow();
    }

    /** Whether rules of the bucket do what they can. */
    public boolean byStore() {
        return enforcedBy.equals(STORE);
    }
}
