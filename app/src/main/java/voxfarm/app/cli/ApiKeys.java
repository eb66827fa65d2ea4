package voxfarm.app.cli;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import voxfarm.common.files.Sha256;
import voxfarm.dispatcher.api.HttpConfig;

/** New API keys. */
final class ApiKeys {
    private static final int BYTES = 32;

    private ApiKeys() {}

    /**
     * A key.
     *
     * @param secret for its owner alone
     * @param entry what lets it in
     */
    record Made(String secret, HttpConfig.ApiKey entry) {
        @Override
        public String toString() {
            return "Made[" + entry.name() + "]";
        }
    }

    static Made make(String name, List<String> scopes) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = "vf-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new Made(
                secret,
                new HttpConfig.ApiKey(
                        name, Sha256.hex(secret.getBytes(StandardCharsets.UTF_8)), scopes));
    }
}
