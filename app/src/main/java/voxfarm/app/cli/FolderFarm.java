package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import voxfarm.app.client.FarmClient;
import voxfarm.app.local.DataFolder;
import voxfarm.app.local.Endpoints;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * The farm of a data folder, for a command that starts one where none runs. Commands that are
 * started at once come to one farm: those that find the folder in use wait until its farm is ready
 * and use it. That farm may be another command's and end with it; then the next one takes the
 * folder over, and goes on with what lies there.
 */
final class FolderFarm {
    /** A start with new voices takes long. */
    static final Duration START = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(200);

    /** Farms that stopped in the middle; more than that is no chance. */
    private static final int MOST_FARMS = 5;

    private final Path folder;
    private final PrintWriter notes;
    private final Duration start;

    /**
     * @param notes told what is waited for
     * @param start how long another's farm may take to start or to stop
     */
    FolderFarm(Path folder, PrintWriter notes, Duration start) {
        this.folder = folder;
        this.notes = notes;
        this.start = start;
    }

    /** A farm for this command alone. */
    interface Own extends AutoCloseable {
        /**
         * Starts it.
         *
         * @return a client of it
         */
        FarmClient start();

        @Override
        void close();
    }

    /**
     * Does something with the farm of the folder.
     *
     * @param theirs a client of a farm by its address
     * @param own makes a farm for this command, not started yet
     * @param work harmless when it is done again, with another farm of the same folder
     * @throws VoxfarmException what {@code work} throws; {@code NOT_READY} if the folder stays in
     *     use and no farm becomes ready there
     */
    void use(Function<String, FarmClient> theirs, Supplier<Own> own, Consumer<FarmClient> work) {
        for (int farm = 1; ; farm++) {
            Optional<Endpoints> running = running();
            boolean done =
                    running.isPresent()
                            ? withTheirs(running.get(), theirs, work, farm == MOST_FARMS)
                            : withOwn(own, work, farm == MOST_FARMS);
            if (done) {
                return;
            }
        }
    }

    private boolean withTheirs(
            Endpoints running,
            Function<String, FarmClient> theirs,
            Consumer<FarmClient> work,
            boolean last) {
        try (FarmClient client = theirs.apply(running.http())) {
            work.accept(client);
            return true;
        } catch (VoxfarmException e) {
            boolean gone = !Endpoints.ofRunningFarm(folder).equals(Optional.of(running));
            if (last || !gone || !e.code().retryable()) {
                throw e;
            }
            tell("the farm on " + folder + " has stopped; going on with another");
            return false;
        }
    }

    /** False if another command has taken the folder meanwhile. */
    private boolean withOwn(Supplier<Own> makes, Consumer<FarmClient> work, boolean last) {
        Optional<VoxfarmException> failed = tried(makes, work);
        boolean taken =
                failed.isPresent()
                        && failed.get().code() == ErrorCode.INVALID_CONFIG
                        && DataFolder.inUseByAnyone(folder); // our own is closed
        if (failed.isPresent() && (last || !taken)) {
            throw failed.get();
        }
        return failed.isEmpty();
    }

    /** Empty if the work is done, else why the farm did not start. */
    private static Optional<VoxfarmException> tried(
            Supplier<Own> makes, Consumer<FarmClient> work) {
        try (Own own = makes.get()) {
            FarmClient client;
            try {
                client = own.start();
            } catch (VoxfarmException e) {
                return Optional.of(e);
            }
            try (client) {
                work.accept(client);
            }
            return Optional.empty();
        }
    }

    /** The farm that runs; waits for one that starts, and until one that stops is gone. */
    private Optional<Endpoints> running() {
        long begun = System.nanoTime();
        boolean told = false;
        while (true) {
            boolean inUse = DataFolder.inUseByAnyone(folder);
            Optional<Endpoints> running =
                    inUse ? Endpoints.ofRunningFarm(folder) : Optional.empty();
            if (running.isPresent() || !inUse) {
                return running;
            }
            if (System.nanoTime() - begun >= start.toNanos()) {
                return Optional.of(Endpoints.ofTheFarmOn(folder, "")); // says which it is
            }
            if (!told) {
                tell(
                        "a farm is just starting or stopping on "
                                + folder
                                + "; waiting for it for up to "
                                + start.toSeconds()
                                + " s");
                told = true;
            }
            rest();
        }
    }

    private void tell(String note) {
        notes.println(Bars.freshLine() + "voxfarm: " + note);
        notes.flush();
    }

    private static void rest() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
    }
}
