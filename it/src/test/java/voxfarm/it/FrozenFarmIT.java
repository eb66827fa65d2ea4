package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.it.support.FarmProcess;
import voxfarm.it.support.Http;

/** A laptop that is suspended: the whole farm stands still, and goes on. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes are stopped by signals")
class FrozenFarmIT {
    /** Longer than the sessions of a broker and of a group were. */
    private static final Duration FROZEN = Duration.ofSeconds(15);

    @TempDir Path data;

    @Test
    void goesOnAfterItStoodStill() throws Exception {
        Path log = data.resolve("farm.log");
        try (FarmProcess farm = FarmProcess.start(data.resolve("data"), log);
                Http http = new Http(farm.endpoints().http())) {
            assertThat(spoken(http, "before")).isEqualTo(200);

            farm.freeze(FROZEN);

            long thawed = System.nanoTime();
            assertThat(spoken(http, "after")).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - thawed))
                    .isLessThan(Duration.ofSeconds(30));
            assertThat(farm.isAlive()).isTrue();
        }
        String said = Files.readString(log);
        assertThat(said).doesNotContain("cannot go on").doesNotContain("fenced");
    }

    /** A broker that was killed must not wait for its own session. */
    @Test
    void startsSoonAfterItWasKilled() throws Exception {
        Path log = data.resolve("farm.log");
        try (FarmProcess farm = FarmProcess.start(data.resolve("data"), log);
                Http http = new Http(farm.endpoints().http())) {
            assertThat(spoken(http, "before")).isEqualTo(200);
            farm.kill();
        }
        try (FarmProcess farm = FarmProcess.start(data.resolve("data"), log);
                Http http = new Http(farm.endpoints().http())) {
            long ready = System.nanoTime();
            assertThat(spoken(http, "after")).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - ready))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }

    private static int spoken(Http http, String id) {
        return http.send("PUT", "/v1/requests/" + id + "?wait=60", Http.request("I am " + id + "."))
                .statusCode();
    }
}
