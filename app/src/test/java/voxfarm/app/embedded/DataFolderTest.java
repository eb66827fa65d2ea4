package voxfarm.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.error.VoxfarmException;

class DataFolderTest {
    private static final Endpoints ENDPOINTS =
            new Endpoints(
                    42,
                    "http://127.0.0.1:1",
                    "127.0.0.1:2",
                    "http://127.0.0.1:3",
                    "r",
                    "b",
                    "key",
                    "hush");

    @TempDir Path folder;

    @Test
    void belongsToOneFarmAtATime() throws IOException {
        try (DataFolder first = DataFolder.open(folder)) {
            ENDPOINTS.write(first.path());

            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(VoxfarmException.class)
                    .hasMessageContaining(
                            "a farm runs on it already (process 42, http://127.0.0.1:1)");
            assertThat(Endpoints.ofRunningFarm(folder)).contains(ENDPOINTS);
        }
        assertThat(Endpoints.ofRunningFarm(folder)).isEmpty();
        DataFolder.open(folder).close();
    }

    @Test
    void doesNotTrustEndpointsOfAFarmThatIsGone() throws IOException {
        ENDPOINTS.write(folder);

        assertThat(Endpoints.ofRunningFarm(folder)).isEmpty();
    }

    @Test
    void keepsSecretsFromOthers() throws IOException {
        ENDPOINTS.write(folder);
        S3Credentials made = S3Credentials.readOrMake(folder.resolve("s3-credentials"));

        for (String name : new String[] {"endpoints.json", "s3-credentials"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(S3Credentials.readOrMake(folder.resolve("s3-credentials"))).isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.secretKey());
        assertThat(ENDPOINTS.toString()).doesNotContain("hush");
    }

    @Test
    void namesATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePorts.check(taken.getLocalPort(), "Kafka", "--kafka-port"))
                    .hasMessage(
                            "Kafka port "
                                    + taken.getLocalPort()
                                    + " is taken by another program; choose another with"
                                    + " --kafka-port");
        }
        assertThat(FreePorts.check(0, "S3", "--s3-port")).isPositive();
    }
}
