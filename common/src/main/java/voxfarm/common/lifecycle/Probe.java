package voxfarm.common.lifecycle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A question of health whose answer may be long in coming: asked once a second at most however
 * often it is called, by one thread at a time, and not waited for longer than its patience.
 * Thread-safe.
 */
public final class Probe {
    private static final Duration VALID = Duration.ofSeconds(1);

    private final String name;
    private final Duration patience;
    private final LongSupplier nanos;
    private final Supplier<Optional<String>> question;

    /** Guarded by this, as are the others. Asked, and perhaps not answered yet. */
    private Optional<CompletableFuture<Optional<String>>> open = Optional.empty();

    private Optional<String> problem = Optional.of("not asked yet");
    private boolean asked;
    private long askedAt;

    /**
     * @param name of the thread that asks
     * @param patience for an answer; one that comes later counts when it is asked again
     * @param nanos a clock for durations
     * @param question what is not as it should be, empty if nothing; what it throws is a problem
     */
    public Probe(
            String name,
            Duration patience,
            LongSupplier nanos,
            Supplier<Optional<String>> question) {
        this.name = name;
        this.patience = patience;
        this.nanos = nanos;
        this.question = question;
    }

    /** What is not as it should be; empty if all is well. */
    public synchronized Optional<String> problem() {
        if (!asked || nanos.getAsLong() - askedAt >= VALID.toNanos()) {
            problem = ask();
            asked = true;
            askedAt = nanos.getAsLong();
        }
        return problem;
    }

    private Optional<String> ask() {
        CompletableFuture<Optional<String>> answer = open.orElseGet(this::begin);
        open = Optional.of(answer);
        try {
            Optional<String> found = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            open = Optional.empty();
            return found;
        } catch (TimeoutException e) {
            return Optional.of("no answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            open = Optional.empty();
            return Optional.of(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("stopping");
        }
    }

    private CompletableFuture<Optional<String>> begin() {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name(name)
                .start(() -> {
                    try {
                        answer.complete(question.get());
                    } catch (Throwable e) { // whoever waits shall learn of it
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }
}
