package voxfarm.common.store;

import java.net.URI;
import java.util.Optional;
import voxfarm.common.config.Secret;

/**
 * Which bucket, and how to reach it.
 *
 * @param endpoint empty for the region's own S3
 * @param pathStyle bucket in the path instead of the host name, as most servers of one's own need
 * @param accessKey empty: the standard provider chain (environment, profile, instance)
 * @param createOnce off: accept a store that ignores {@code If-None-Match}; results may then be
 *     replaced
 */
public record StoreConfig(
        Optional<URI> endpoint,
        String region,
        String bucket,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean createOnce) {

    public StoreConfig {
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException(
                    "store: expected both of access-key and secret-key, or neither");
        }
    }
}
