package voxfarm.bench.chaos;

import java.io.IOException;
import java.nio.file.FileStore;
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
            FileStore store = Files.getFileStore(folder);
            return store.type().equals("tmpfs")
                    && !store.equals(Files.getFileStore(folder.resolve("..").normalize()));
        } catch (IOException e) {
            return false;
        }
    }

    static int mebibytes(Path folder) throws IOException {
        return (int) (Files.getFileStore(folder).getTotalSpace() >> 20);
    }

    /** Leaves no room for anything more: takes no memory, as files that fill it would. */
    static void fill(Path folder) throws IOException, InterruptedException {
        while (true) { // what is written between the look and the change makes it fail
            FileStore store = Files.getFileStore(folder);
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            if (resize(folder, Math.max(1, used >> 10) + "k")) {
                return;
            }
        }
    }

    /**
     * Gives it a size, after {@link #fill} or because it shall hold more.
     *
     * @param mebibytes at least what lies there
     */
    static void grow(Path folder, int mebibytes) throws IOException, InterruptedException {
        if (!resize(folder, mebibytes + "m")) {
            throw new IOException("no " + mebibytes + " MiB for " + folder);
        }
    }

    private static boolean resize(Path folder, String size)
            throws IOException, InterruptedException {
        return run("mount", "-o", "remount,size=" + size, folder.toString());
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
