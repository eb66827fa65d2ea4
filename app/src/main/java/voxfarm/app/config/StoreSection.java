package voxfarm.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import voxfarm.common.config.Range;
import voxfarm.common.config.Secret;
import voxfarm.common.store.StoreConfig;
import voxfarm.common.store.StoreReach;

/**
 * The {@code store} section; meanings as in {@link StoreConfig}.
 *
 * @param caFile PEM file of authorities; blank: those of Java
 * @param embedded of the store inside {@code voxfarm up}, which uses nothing else of this section
 */
public record StoreSection(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean createOnce,
        Optional<URI> publicEndpoint,
        String caFile,
        Timeouts timeouts,
        Embedded embedded) {
    static final StoreSection DEFAULTS =
            new StoreSection(
                    Optional.empty(),
                    "us-east-1",
                    "voxfarm",
                    "",
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    "",
                    Timeouts.DEFAULTS,
                    Embedded.DEFAULTS);

    /** In seconds; meanings as in {@link StoreReach}. */
    public record Timeouts(
            @Range(min = 1, max = 600) int connectSeconds,
            @Range(min = 1, max = 3600) int answerSeconds,
            @Range(min = 1, max = 86_400) int attemptSeconds) {
        static final Timeouts DEFAULTS =
                new Timeouts(
                        (int) StoreReach.DEFAULTS.connect().toSeconds(),
                        (int) StoreReach.DEFAULTS.answer().toSeconds(),
                        (int) StoreReach.DEFAULTS.attempt().toSeconds());
    }

    /**
     * The embedded store.
     *
     * @param sync whether what was acknowledged outlives a power cut. Off, a write costs some
     *     milliseconds less; a power cut may then leave requests and results empty or half, and an
     *     empty one stands in the way of the true one. A killed process loses nothing either way
     */
    public record Embedded(boolean sync) {
        static final Embedded DEFAULTS = new Embedded(true);
    }

    public StoreSection {
        StoreConfig.checkPrefix(prefix); // refused with the other problems of the file
    }

    /** The same with another bucket. */
    public StoreSection of(String otherBucket) {
        return new StoreSection(
                endpoint,
                region,
                otherBucket,
                prefix,
                pathStyle,
                accessKey,
                secretKey,
                createOnce,
                publicEndpoint,
                caFile,
                timeouts,
                embedded);
    }

    public StoreConfig toConfig() {
        return new StoreConfig(
                endpoint,
                region,
                bucket,
                prefix,
                pathStyle,
                accessKey,
                secretKey,
                createOnce,
                reach());
    }

    /** How the store is reached. */
    public StoreReach reach() {
        return new StoreReach(
                publicEndpoint,
                caFile.isBlank() ? Optional.empty() : Optional.of(Path.of(caFile)),
                Duration.ofSeconds(timeouts.connectSeconds()),
                Duration.ofSeconds(timeouts.answerSeconds()),
                Duration.ofSeconds(timeouts.attemptSeconds()));
    }
}
