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
        String prefix,
        boolean pathStyle,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean createOnce) {
    static final StoreSection DEFAULTS =
            new StoreSection(
                    Optional.empty(),
                    "us-east-1",
                    "voxfarm",
                    "",
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    true);

    public StoreSection {
        StoreConfig.checkPrefix(prefix); // refused with the other problems of the file
    }

    public StoreConfig toConfig() {
        return new StoreConfig(
                endpoint, region, bucket, prefix, pathStyle, accessKey, secretKey, createOnce);
    }
}
