package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;

/** One engine process, from its start to its death. Thread-safe. */
final class EngineProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Process process;
    private final Frames frames;
    private final AtomicInteger lastCall = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Frames.Frame>> open = new ConcurrentHashMap<>();
    private volatile Optional<String> death = Optional.empty();
    private volatile boolean closing;

    EngineProcess(ProcessBuilder command) {
        try {
            process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.ENGINE_FAILED, "the engine's process cannot be started: " + e, e);
        }
        frames = new Frames(process.getInputStream(), process.getOutputStream());
        Thread.ofPlatform().name("engine-answers").daemon().start(this::listen);
    }

    long pid() {
        return process.pid();
    }

    boolean dead() {
        return death.isPresent();
    }

    private void listen() {
        String why = "it closed its pipe";
        try {
            for (Optional<Frames.Frame> frame = frames.read();
                    frame.isPresent();
                    frame = frames.read()) {
                CompletableFuture<Frames.Frame> caller = open.remove(frame.get().call());
                if (caller != null) {
                    caller.complete(frame.get());
                }
            }
        } catch (IOException | VoxfarmException e) {
            why = String.valueOf(e.getMessage());
        }
        bury(why);
    }

    private void bury(String why) {
        process.destroyForcibly();
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
        }
        for (Integer call : List.copyOf(open.keySet())) {
            CompletableFuture<Frames.Frame> caller = open.remove(call);
            if (caller != null) {
                caller.completeExceptionally(died(how));
            }
        }
    }

    private static VoxfarmException died(String how) {
        return new VoxfarmException(ErrorCode.ENGINE_DIED, "the engine's process died: " + how);
    }

    /**
     * Calls and waits for the answer.
     *
     * @throws VoxfarmException {@code ENGINE_DIED} if the process dies meanwhile, or does not
     *     answer within the time and so is killed; else what the engine said
     */
    Frames.Frame call(Frames.Kind kind, ObjectNode document, Duration patience) {
        int number = lastCall.incrementAndGet();
        CompletableFuture<Frames.Frame> answer = new CompletableFuture<>();
        open.put(number, answer);
        try {
            if (death.isPresent()) {
                throw died(death.get());
            }
            frames.write(new Frames.Frame(number, kind, document, new float[0]));
        } catch (IOException e) {
            LOG.debug("the pipe to the engine is broken: {}", e.getMessage());
            process.destroyForcibly(); // the listener learns how it died
        } catch (VoxfarmException e) {
            open.remove(number);
            throw e;
        }
        return await(kind, number, answer, patience);
    }

    private Frames.Frame await(
            Frames.Kind kind,
            int number,
            CompletableFuture<Frames.Frame> answer,
            Duration patience) {
        try {
            Frames.Frame frame = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (frame.kind() == Frames.Kind.ERROR) {
                throw failure(frame.document());
            }
            return frame;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new VoxfarmException(
                    ErrorCode.ENGINE_DIED,
                    "the engine did not answer to "
                            + kind
                            + " within "
                            + patience
                            + " and was killed",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VoxfarmException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "this worker is stopping", e);
        } finally {
            open.remove(number);
        }
    }

    private static VoxfarmException failure(ObjectNode document) {
        Fields fields = new Fields(document, new Problems());
        return new VoxfarmException(
                ErrorCode.ofWireName(fields.text("code")).orElse(ErrorCode.INTERNAL),
                fields.text("message"));
    }

    @Override
    public void close() {
        closing = true;
        try {
            process.getOutputStream().close(); // its end of input: it ends by itself
            if (!process.waitFor(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
