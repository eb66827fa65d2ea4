package voxfarm.app.config;

import java.net.URI;
import java.util.Optional;
import voxfarm.common.config.Secret;
import voxfarm.common.store.StoreConfig;

/** The {@code store} section; meanings as in {@link StoreConfig}. */
public record StoreSection(
        Optional<URI> endpoint,
        String region,
        String bucket,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean createOnce) {
    static final StoreSection DEFAULTS =
            new StoreSection(
                    Optional.empty(),
                    "us-east-1",
                    "voxfarm",
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    true);

    public StoreConfig toConfig() {
        return new StoreConfig(
                endpoint, region, bucket, pathStyle, accessKey, secretKey, createOnce);
    }
}
