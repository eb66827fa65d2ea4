package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Fields;
import voxfarm.common.json.JsonBudget;

/**
 * One engine process, from its start to its death. When it dies, what was in it is told apart: a
 * call that hung is to blame and nobody else; else a voice that was being loaded; else everything
 * that was being spoken. Who is not to blame is told {@code NOT_READY}. Thread-safe.
 */
final class EngineProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final String RESIDENT = "VmRSS:";
    private static final String ANONYMOUS = "RssAnon:";

    /** What the process has in temporary files; goes with it. */
    private final TemporaryFolder files;

    private final Process process;
    private final Thread listener;
    private final Messages frames;
    private final AtomicInteger lastCall = new AtomicInteger();
    private final Map<Integer, Open> open = new ConcurrentHashMap<>();

    /** Number of the call whose silence ended the process; 0 for none. */
    private final AtomicInteger hung = new AtomicInteger();

    private volatile Optional<String> death = Optional.empty();

    /** Whether it was killed, and its death is about to be seen. */
    private volatile boolean doomed;

    private volatile boolean closing;

    /** A call that is in the process. */
    private record Open(Messages.Kind kind, CompletableFuture<Messages.Frame> answer) {}

    /**
     * Starts it.
     *
     * @param command given a folder for temporary files
     * @throws VoxfarmException {@code NOT_READY}
     */
    EngineProcess(Function<Path, ProcessBuilder> command) {
        try {
            files = TemporaryFolder.create("engine-");
            process = start(command.apply(files.path()), files);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.NOT_READY,
                    "the engine's process cannot be started: " + FileFailure.reason(e),
                    e);
        }
        frames =
                new Messages(
                        process.getInputStream(), process.getOutputStream(), JsonBudget.DOCUMENT);
        listener = Thread.ofPlatform().name("engine-answers").daemon().start(this::listen);
    }

    private static Process start(ProcessBuilder command, TemporaryFolder files) throws IOException {
        try {
            return command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            delete(files);
            throw e;
        }
    }

    private static void delete(TemporaryFolder files) {
        try {
            files.close();
        } catch (IOException e) {
            LOG.info("{} stays until this process ends: {}", files.path(), e.toString());
        }
    }

    long pid() {
        return process.pid();
    }

    boolean dead() {
        return doomed || death.isPresent();
    }

    private void kill() {
        doomed = true;
        process.destroyForcibly();
    }

    /** Memory that it holds, in bytes; empty where the system does not say. */
    OptionalLong residentBytes() {
        return bytes(RESIDENT);
    }

    /** What of that belongs to no file: heaps and arenas; empty where the system does not say. */
    OptionalLong anonymousBytes() {
        return bytes(ANONYMOUS);
    }

    private OptionalLong bytes(String figure) {
        try {
            for (String line :
                    Files.readAllLines(
                            Path.of("/proc/" + process.pid() + "/status"),
                            StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(figure)) {
                    String kib = line.substring(figure.length()).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(kib) << 10);
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("memory of process {} is not known here: {}", process.pid(), e.getMessage());
        }
        return OptionalLong.empty();
    }

    private void listen() {
        String why = "it closed its pipe";
        try {
            for (Optional<Messages.Frame> frame = frames.read();
                    frame.isPresent();
                    frame = frames.read()) {
                Open caller = open.remove(frame.get().call());
                if (caller != null) {
                    caller.answer().complete(frame.get());
                }
            }
        } catch (Throwable e) { // errors too: who waits for an answer would wait out its patience
            why = String.valueOf(e.getMessage());
        } finally {
            bury(why);
        }
    }

    private void bury(String why) {
        kill();
        String how = why;
        try {
            int code = process.waitFor();
            how = code > 128 ? "signal " + (code - 128) : "exit " + code + ", " + why;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        death = Optional.of(how);
        if (!closing) {
            LOG.error("the engine's process {} died: {}", process.pid(), how);
            CrashReport.log(LOG, process.pid(), files.path());
        }
        boolean loading =
                open.values().stream().anyMatch(call -> call.kind() == Messages.Kind.LOAD);
        for (Integer number : List.copyOf(open.keySet())) {
            Open call = open.remove(number);
            if (call != null) {
                call.answer().completeExceptionally(died(number, call.kind(), loading, how));
            }
        }
        delete(files);
    }

    private VoxfarmException died(int number, Messages.Kind kind, boolean loading, String how) {
        if (closing) {
            return new VoxfarmException(ErrorCode.NOT_READY, "this worker is stopping");
        }
        int silent = hung.get();
        boolean toBlame = silent == 0 ? kind == Messages.Kind.LOAD || !loading : silent == number;
        if (toBlame) {
            return new VoxfarmException(ErrorCode.ENGINE_DIED, "the engine's process died: " + how);
        }
        return innocent(
                (silent == 0 ? "while a voice was being loaded" : "as another call hung")
                        + ": "
                        + how);
    }

    private static VoxfarmException innocent(String how) {
        return new VoxfarmException(ErrorCode.NOT_READY, "the engine's process died " + how);
    }

    /**
     * Calls and waits for the answer, no longer than {@code patience} in all.
     *
     * @throws VoxfarmException {@code ENGINE_DIED} if the process dies meanwhile and this call may
     *     be why, or if it does not answer within the time and so is killed; {@code NOT_READY} if
     *     the process died for another reason; else what the engine said
     */
    Messages.Frame call(Messages.Kind kind, ObjectNode document, Duration patience) {
        int number = lastCall.incrementAndGet();
        CompletableFuture<Messages.Frame> answer = new CompletableFuture<>();
        open.put(number, new Open(kind, answer));
        try {
            if (dead()) {
                throw innocent("before it was asked: " + death.orElse("killed"));
            }
            // from here on: a process that does not read lets the writer wait as well
            var _ =
                    answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                            .whenComplete((_, failure) -> killIfSilent(number, failure));
            write(new Messages.Frame(number, kind, document, new float[0]), answer);
            return await(number, kind, answer, patience);
        } catch (IOException e) {
            kill(); // the listener learns how it died
            throw silent(number, kind, patience, e);
        } finally {
            open.remove(number);
        }
    }

    private void write(Messages.Frame call, CompletableFuture<Messages.Frame> answer)
            throws IOException {
        try {
            frames.write(call);
        } catch (VoxfarmException e) {
            answer.cancel(false); // nobody was asked: no silence to wait for
            throw e;
        }
    }

    private void killIfSilent(int number, @Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            hung.compareAndSet(0, number);
            kill();
        }
    }

    private Messages.Frame await(
            int number,
            Messages.Kind kind,
            CompletableFuture<Messages.Frame> answer,
            Duration patience) {
        try {
            Messages.Frame frame = answer.get();
            if (frame.kind() == Messages.Kind.ERROR) {
                throw failure(frame.document());
            }
            return frame;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VoxfarmException failure) {
                throw failure;
            }
            killIfSilent(number, e.getCause());
            throw silent(number, kind, patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "this worker is stopping", e);
        }
    }

    /** Of a call that was not answered in time, or could not be written. */
    private VoxfarmException silent(
            int number, Messages.Kind kind, Duration patience, Exception cause) {
        if (hung.get() != number) {
            return innocent(
                    hung.get() == 0 ? "before it was asked: " + cause : "as another call hung");
        }
        return new VoxfarmException(
                ErrorCode.ENGINE_DIED,
                "the engine did not answer to " + kind + " within " + patience + " and was killed",
                cause);
    }

    private static VoxfarmException failure(ObjectNode document) {
        Fields fields = new Fields(document, new Problems());
        return new VoxfarmException(
                ErrorCode.ofWireName(fields.text("code")).orElse(ErrorCode.INTERNAL),
                fields.text("message"));
    }

    /** Returns when it has ended and left nothing on disk, or after twice the patience. */
    @Override
    public void close() {
        closing = true;
        // closing a pipe waits for whoever writes to it, and a process that hangs does not read
        Thread.ofVirtual().name("engine-end").start(this::endInput);
        try {
            if (!process.waitFor(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            listener.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Its end of input: it ends by itself. */
    private void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("process {} has ended before: {}", process.pid(), e.toString());
        }
    }
}
