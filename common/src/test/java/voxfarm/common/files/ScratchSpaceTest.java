package voxfarm.common.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchSpaceTest {
    @TempDir Path parent;

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("audio"), "sound");
        return folder;
    }

    private static void age(Path folder) throws IOException {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    @Test
    void deletesWhatADeadProcessLeft() throws IOException {
        ScratchSpace dead = ScratchSpace.in(parent);
        Path folder = dead.folder();
        Files.writeString(folder.resolve("audio"), "sound");
        dead.release();

        ScratchSpace next = ScratchSpace.in(parent);

        assertThat(folder).doesNotExist();
        assertThat(next.folder()).isDirectory();
        next.release();
    }

    /** Another process, as locks of one's own do not show. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(ScratchSpace.in(Path.of(arguments[0])).folder());
            var _ = System.in.read();
        }
    }

    @Test
    void leavesWhatIsInUse() throws IOException, InterruptedException {
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                parent.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            Path folder = Path.of(other.inputReader().readLine());
            ScratchSpace.in(parent).release();
            assertThat(folder).exists();

            other.destroyForcibly().waitFor();
            ScratchSpace.in(parent).release();
            assertThat(folder).doesNotExist();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesWhatIsJustBeingMade() throws IOException {
        Path fresh = folder("voxfarm-scratch-1");
        Path old = folder("voxfarm-scratch-2");
        age(old);

        ScratchSpace.in(parent).release();

        assertThat(fresh).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void leavesWhatIsAnothers() throws IOException {
        Path others = folder("something-else");
        Path target = folder("target");
        Path link = Files.createSymbolicLink(parent.resolve("voxfarm-scratch-3"), target);
        age(others);

        ScratchSpace.in(parent).release();

        assertThat(others.resolve("audio")).exists();
        assertThat(target.resolve("audio")).exists();
        assertThat(link).exists();
    }

    @Test
    void makesAnotherWhenItWasCleanedAway() throws IOException {
        ScratchSpace space = ScratchSpace.in(parent);
        Path first = space.folder();
        Folders.delete(parent);

        Path second = space.folder();

        assertThat(second).isDirectory().isNotEqualTo(first);
        assertThat(Files.createTempFile(second, "audio-", ".wav")).exists();
        assertThat(space.folder()).isEqualTo(second);
        space.release();
        Files.createDirectories(parent);
    }

    @Test
    void makesAnotherWhenItsLockWasCleanedAway() throws IOException {
        ScratchSpace space = ScratchSpace.in(parent);
        Path first = space.folder();
        Files.delete(first.resolve("lock"));

        assertThat(space.folder()).isNotEqualTo(first);
        space.release();
    }
}
