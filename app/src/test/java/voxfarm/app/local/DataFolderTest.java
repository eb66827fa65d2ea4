package voxfarm.app.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.config.Secret;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.StoreConfig;

class DataFolderTest {
    private static final Endpoints ENDPOINTS =
            new Endpoints(
                    42,
                    "http://127.0.0.1:1",
                    "127.0.0.1:2",
                    new KafkaCredentials("voxfarm", new Secret("quiet")),
                    StoreConfig.local(
                            URI.create("http://127.0.0.1:3"), "r", "b", "key", new Secret("hush")),
                    List.of(Path.of("/voices")));

    @TempDir Path folder;

    @Test
    void closesNoFolderThatIsForSomethingElse() throws IOException {
        Path others = Files.createDirectory(folder.resolve("others"));
        Files.writeString(others.resolve("letter.txt"), "Dear Sir");
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(others);

        assertThatThrownBy(() -> DataFolder.open(others))
                .hasMessageContaining("holds other things than a farm's")
                .hasMessageContaining("voxfarm-data");
        assertThat(Files.getPosixFilePermissions(others)).isEqualTo(before);
        assertThat(others.resolve("lock")).doesNotExist();
    }

    /** It may be configured before it is first started. */
    @Test
    void mayHoldAConfigurationBeforeTheFirstStart() throws IOException {
        Path made = Files.createDirectory(folder.resolve("farm"));
        Files.writeString(made.resolve("config.yml"), "");
        DataFolder.open(made).close();

        Path others = Files.createDirectory(folder.resolve("others"));
        Files.writeString(others.resolve("config.yml"), "");
        Files.writeString(others.resolve("train.py"), "");
        assertThatThrownBy(() -> DataFolder.open(others))
                .hasMessageContaining("holds other things than a farm's");
    }

    @Test
    void saysThatAFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Sir");

        assertThatThrownBy(() -> DataFolder.open(file))
                .hasMessage(
                        "data folder "
                                + file
                                + ": expected a folder, this is a file; name another with --data");
        assertThatThrownBy(() -> DataFolder.open(file.resolve("a/b")))
                .hasMessageContaining("expected a folder, " + file + " is a file");
    }

    /** Commands would speak to nobody, while the next farm starts. */
    @Test
    void forgetsWhereAFarmListenedThatWasKilled() throws IOException {
        DataFolder.open(folder).close();
        ENDPOINTS.write(folder);
        try (DataFolder next = DataFolder.open(folder)) {
            assertThat(Endpoints.ofRunningFarm(next.path())).isEmpty();
        }
    }

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

        KafkaCredentials login = KafkaCredentials.readOrMake(folder.resolve("kafka-credentials"));

        for (String name : new String[] {"endpoints.json", "s3-credentials", "kafka-credentials"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(S3Credentials.readOrMake(folder.resolve("s3-credentials"))).isEqualTo(made);
        assertThat(made.toString()).doesNotContain(made.secretKey());
        assertThat(KafkaCredentials.readOrMake(folder.resolve("kafka-credentials")))
                .isEqualTo(login);
        assertThat(KafkaCredentials.readOrMake(folder.resolve("another"))).isNotEqualTo(login);
        assertThat(login.toString()).doesNotContain(login.password().reveal());
        assertThat(ENDPOINTS.toString()).doesNotContain("hush").doesNotContain("quiet");
    }

    private String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isNobodyElses() throws IOException {
        Path made = folder.resolve("a/farm");
        DataFolder.open(made).close();
        assertThat(rights(made)).isEqualTo("rwx------");

        for (String wider : List.of("rwxr-xr-x", "rwxrwxrwx", "rwx--x---")) {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(wider));
            DataFolder.open(made).close();
            assertThat(rights(made)).as(wider).isEqualTo("rwx------");
        }
    }

    @Test
    void replacesALoginThatCannotBeRead() throws IOException {
        Path file = Files.writeString(folder.resolve("kafka-credentials"), "voxfarm\n\" or\n");

        KafkaCredentials made = KafkaCredentials.readOrMake(file);

        assertThat(made.server()).contains("user_voxfarm=\"" + made.password().reveal() + "\"");
        assertThat(KafkaCredentials.readOrMake(file)).isEqualTo(made);
    }
}
