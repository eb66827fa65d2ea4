package voxfarm.common.store;

import java.net.URI;
import java.util.Optional;
import voxfarm.common.config.Secret;
import voxfarm.common.error.Problems;

/**
 * Which bucket, and how to reach it.
 *
 * @param endpoint empty for the region's own S3
 * @param prefix of every key, without the slash that follows it; empty: the bucket is the farm's
 *     own. Neither of two farms in one bucket may have a prefix that begins with the other's and a
 *     slash
 * @param pathStyle bucket in the path instead of the host name, as most servers of one's own need
 * @param accessKey empty: the standard provider chain (environment, web identity, profile,
 *     container, instance)
 * @param createOnce off: accept a store that ignores {@code If-None-Match}; results may then be
 *     replaced
 * @param reach addresses of others, authorities and timeouts
 */
public record StoreConfig(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean createOnce,
        StoreReach reach) {

    private static final int MAX_PREFIX = 200;

    /** As the other, reached in the usual way. */
    public StoreConfig(
            Optional<URI> endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            Optional<String> accessKey,
            Optional<Secret> secretKey,
            boolean createOnce) {
        this(
                endpoint,
                region,
                bucket,
                prefix,
                pathStyle,
                accessKey,
                secretKey,
                createOnce,
                StoreReach.DEFAULTS);
    }

    /** A bucket of a server of one's own that may be the farm's alone, with keys of its own. */
    public static StoreConfig local(
            URI endpoint, String region, String bucket, String accessKey, Secret secretKey) {
        return new StoreConfig(
                Optional.of(endpoint),
                region,
                bucket,
                "",
                true,
                Optional.of(accessKey),
                Optional.of(secretKey),
                true);
    }

    /** The same store, reached otherwise. */
    StoreConfig reachedBy(StoreReach other) {
        return new StoreConfig(
                endpoint,
                region,
                bucket,
                prefix,
                pathStyle,
                accessKey,
                secretKey,
                createOnce,
                other);
    }

    public StoreConfig {
        checkPrefix(prefix);
        checkKeys(accessKey, secretKey);
    }

    /**
     * Both or neither.
     *
     * @throws IllegalArgumentException if that does not hold
     */
    public static void checkKeys(Optional<String> accessKey, Optional<Secret> secretKey) {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "expected both of access-key and secret-key, or neither");
        }
    }

    /**
     * Of the form of an object key, or empty.
     *
     * @throws IllegalArgumentException if that does not hold
     */
    public static void checkPrefix(String prefix) {
        if (!prefix.isEmpty()
                && (prefix.length() > MAX_PREFIX || ObjectKey.ifWellFormed(prefix).isEmpty())) {
            throw new IllegalArgumentException(
                    "prefix: expected up to 200 characters without a slash at either end, without"
                            + " empty, '.' or '..' parts, was "
                            + Problems.quote(prefix));
        }
    }
}
