package voxfarm.app.config;

import java.net.URI;
import java.util.Optional;
import voxfarm.common.config.Secret;
import voxfarm.common.store.StoreConfig;

/**
 * The {@code store} section; meanings as in {@link StoreConfig}.
 *
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
                    Embedded.DEFAULTS);

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
                embedded);
    }

    public StoreConfig toConfig() {
        return new StoreConfig(
                endpoint, region, bucket, prefix, pathStyle, accessKey, secretKey, createOnce);
    }
}
