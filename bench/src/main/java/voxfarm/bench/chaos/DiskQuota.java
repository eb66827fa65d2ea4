package voxfarm.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a bounded size on a folder, where this user may mount one. */
final class DiskQuota implements AutoCloseable {
    private final Path folder;
    private final boolean mounted;

    private DiskQuota(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static DiskQuota mount(Path folder, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean mounted =
                run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + mebibytes + "m",
                        "tmpfs",
                        folder.toString());
        return new DiskQuota(folder, mounted);
    }

    static boolean mounted(Path folder) {
        try {
            return Files.getFileStore(folder).type().equals("tmpfs")
                    && Files.getFileStore(folder).getTotalSpace() < 4L << 30;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Override
    public void close() {
        if (!mounted) {
            return;
        }
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
