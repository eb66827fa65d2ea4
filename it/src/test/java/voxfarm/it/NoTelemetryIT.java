package voxfarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing leaves the machine, and nothing is left in the home folder: a whole process speaks while
 * its sockets are watched.
 */
class NoTelemetryIT {
    private static final Path APP = Path.of("../app/target");
    private static final Path EMBEDDED = Path.of("../embedded/target");

    @TempDir Path folder;

    @Test
    void speaksWithoutTellingAnyone() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Process process = say(home);
        Set<String> foreign = new HashSet<>();
        while (process.isAlive()) {
            foreign.addAll(foreignConnections(process.pid()));
            Thread.sleep(5);
        }

        assertThat(process.exitValue()).as(Files.readString(folder.resolve("out"))).isZero();
        assertThat(Files.size(folder.resolve("a.wav"))).isGreaterThan(10_000);
        assertThat(foreign).as("connections to other machines").isEmpty();
        try (Stream<Path> left = Files.walk(home)) {
            assertThat(left.filter(Files::isRegularFile)).as("files in the home folder").isEmpty();
        }
    }

    private Process say(Path home) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Duser.home=" + home,
                        "-Dvoxfarm.home=" + Path.of("..").toAbsolutePath().normalize(),
                        "--enable-native-access=ALL-UNNAMED",
                        "voxfarm.app.Main",
                        "say",
                        "Nobody else hears this.",
                        "--data",
                        folder.resolve("data").toString(),
                        "--out",
                        folder.resolve("a.wav").toString());
        builder.environment().put("HOME", home.toString());
        // what the code itself sets must do, without the launcher's help
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.environment()
                .put(
                        "CLASSPATH",
                        String.join(
                                ":",
                                APP.resolve("voxfarm-app-0.1.0.jar").toString(),
                                APP.resolve("lib") + "/*",
                                EMBEDDED.resolve("voxfarm-embedded-0.1.0.jar").toString(),
                                EMBEDDED.resolve("lib") + "/*"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    /** Remote ends of this process's sockets that are not on this machine. */
    private static List<String> foreignConnections(long pid) {
        Set<String> inodes = socketInodes(pid);
        List<String> foreign = new ArrayList<>();
        for (String table : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > 9 && inodes.contains(fields[9]) && !local(fields[2])) {
                        foreign.add(table + " " + fields[2]);
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return foreign;
    }

    private static Set<String> socketInodes(long pid) {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            descriptors.forEach(descriptor -> {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring(8, target.length() - 1));
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            // ended meanwhile
        }
        return inodes;
    }

    /** 127.0.0.1 in the tables of IPv4 and mapped into IPv6, ::1, and "not connected". */
    private static boolean local(String remote) {
        String address = remote.substring(0, remote.indexOf(':'));
        return address.equals("0100007F")
                || address.equals("0000000000000000FFFF00000100007F")
                || address.equals("00000000000000000000000001000000")
                || address.matches("0+");
    }
}
