package voxfarm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.DataFolder;
import voxfarm.app.local.LocalFarm;

class FreePortsTest {
    @Test
    void findsAFreeOne() {
        assertThat(FreePorts.check(0, "S3", "--s3-port")).isPositive();
    }

    /** One that a connection may be given is taken by the time its server starts. */
    @Test
    void findsOnlyWhatNoConnectionIsGivenAndNoneTwice() throws IOException {
        int[] found = IntStream.range(0, 500).map(_ -> FreePorts.any()).toArray();

        assertThat(found).doesNotHaveDuplicates();
        assertThat(Arrays.stream(found).max().orElseThrow()).isLessThan(lowestOfConnections());
        for (int port : found) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
        }
    }

    private static int lowestOfConnections() {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        if (!Files.exists(range)) {
            return 49_152;
        }
        // readString asks for one byte first, and gets no more of such a file
        try (BufferedReader lines = Files.newBufferedReader(range)) {
            return Integer.parseInt(lines.readLine().strip().split("\\s+", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhichIsTakenAndHowToChooseAnother() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePorts.check(other.getLocalPort(), "S3", "--s3-port"))
                    .hasMessageContaining("S3 port " + other.getLocalPort() + " is taken")
                    .hasMessageContaining("--s3-port");
        }
        assertThatThrownBy(() ->
                        FreePorts.check(
                                InetSocketAddress.createUnresolved("no.such.host", 1),
                                "HTTP",
                                "--http-port"))
                .hasMessageContaining("there is no host");
    }

    @Test
    void aFarmDoesNotTakeItsOwnPorts(@TempDir Path folder) {
        int port = FreePorts.any();
        try (EmbeddedFarm farm =
                new EmbeddedFarm(
                        new LocalFarm.Options(
                                folder.resolve("data"), "127.0.0.1", port, port, 0, "voxfarm"),
                        FarmConfig.DEFAULTS,
                        (_, _) -> {},
                        InstantSource.system())) {
            assertThatThrownBy(farm::start)
                    .hasMessage(
                            "--http-port and --kafka-port: expected two ports, was "
                                    + port
                                    + " twice");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** Why it did not start is all that whoever started it wants to read. */
    @Test
    void aFarmThatDidNotStartDoesNotSayThatItStops(@TempDir Path folder) throws IOException {
        List<String> logged = new CopyOnWriteArrayList<>();
        Appender appender =
                new AbstractAppender("seen", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        logged.add(event.getMessage().getFormattedMessage());
                    }
                };
        appender.start();
        Logger log = (Logger) LogManager.getLogger(EmbeddedFarm.class);
        Level before = log.getLevel();
        log.setLevel(Level.INFO);
        log.addAppender(appender);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedFarm farm =
                    new EmbeddedFarm(
                            new LocalFarm.Options(
                                    folder.resolve("data"),
                                    "127.0.0.1",
                                    0,
                                    0,
                                    other.getLocalPort(),
                                    "voxfarm"),
                            FarmConfig.DEFAULTS,
                            (_, _) -> {},
                            InstantSource.system());
            assertThatThrownBy(farm::start).hasMessageContaining("S3 port");
            farm.close();
            assertThat(logged).isEmpty();
        } finally {
            log.removeAppender(appender);
            log.setLevel(before);
        }
    }

    /** One that is told to take the port of another program for HTTP. */
    private static EmbeddedFarm farmOn(Path folder, ServerSocket taken) {
        return new EmbeddedFarm(
                new LocalFarm.Options(
                        folder.resolve("data"), "127.0.0.1", taken.getLocalPort(), 0, 0, "voxfarm"),
                FarmConfig.DEFAULTS,
                (_, _) -> {},
                InstantSource.system());
    }

    /** What a second start on a folder finds taken are the ports of the first one. */
    @Test
    void aFolderInUseIsToldBeforeItsPorts(@TempDir Path folder) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DataFolder _ = DataFolder.open(folder.resolve("data"));
                EmbeddedFarm second = farmOn(folder, other)) {
            assertThatThrownBy(second::start).hasMessageContaining("data folder");
        }
    }

    @Test
    void aFarmWhoseHttpPortIsTakenLeavesNothingBehind(@TempDir Path folder) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedFarm farm = farmOn(folder, other)) {
            assertThatThrownBy(farm::start).hasMessageContaining("HTTP port");
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }
}
