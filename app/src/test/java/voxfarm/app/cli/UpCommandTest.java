package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.KafkaCredentials;
import voxfarm.common.config.Secret;
import voxfarm.common.store.StoreConfig;

class UpCommandTest {
    private static final Endpoints ENDPOINTS =
            new Endpoints(
                    1,
                    "http://127.0.0.1:1",
                    "127.0.0.1:2",
                    new KafkaCredentials("voxfarm", new Secret("quiet")),
                    StoreConfig.local(
                            URI.create("http://127.0.0.1:3"), "r", "b", "key", new Secret("hush")),
                    List.of(Path.of("/voices")));

    @Test
    void saysHowToSpeakToAFarmInAnotherFolder() {
        Path folder = Path.of("my farm");

        assertThat(UpCommand.describe(ENDPOINTS, folder, false))
                .contains("voxfarm say --data 'my farm' \"Hello there.\"")
                .doesNotContain("hush", "quiet");
        assertThat(UpCommand.describe(ENDPOINTS, folder, true))
                .contains("voxfarm say \"Hello there.\"");
    }
}
