package voxfarm.bench.protocol;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectStore;

/** Runs many schedules. */
public final class ProtocolSimulation {
    private ProtocolSimulation() {}

    /** What was run. */
    public record Totals(long schedules, long requests, long steps, long crashes) {}

    /**
     * Runs the schedules of seeds {@code first} to {@code first + count - 1} on all cores.
     *
     * @param progress told how many are done
     * @throws AssertionError if one breaks a promise; the message names its seed
     */
    public static Totals run(long first, long count, LongConsumer progress) {
        return run(first, count, Sabotage.NONE, progress);
    }

    /**
     * As the other, with something broken on purpose.
     *
     * @throws AssertionError if it was noticed; the message names the seed and the promise
     */
    public static Totals run(long first, long count, Sabotage sabotage, LongConsumer progress) {
        silence();
        AtomicLong next = new AtomicLong(first);
        AtomicLong requests = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        AtomicLong crashes = new AtomicLong();
        AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
        Runnable runner =
                () -> {
                    try (Voice voice = new Voice(NoStore.create())) {
                        for (long seed = next.getAndIncrement();
                                seed < first + count && failure.get() == null;
                                seed = next.getAndIncrement()) {
                            Schedule.Outcome outcome =
                                    new Schedule(seed, sabotage, voice, false).run();
                            requests.addAndGet(outcome.requests());
                            steps.addAndGet(outcome.steps());
                            crashes.addAndGet(outcome.crashes());
                            progress.accept(seed - first + 1);
                        }
                    } catch (AssertionError e) {
                        failure.compareAndSet(null, e);
                    }
                };
        List<Thread> threads =
                IntStream.range(0, Runtime.getRuntime().availableProcessors())
                        .mapToObj(i -> Thread.ofPlatform().name("simulation-" + i).start(runner))
                        .toList();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "interrupted", e);
        }
        AssertionError broken = failure.get();
        if (broken != null) {
            throw broken;
        }
        return new Totals(count, requests.get(), steps.get(), crashes.get());
    }

    /** What goes wrong is meant to: a hundred thousand schedules would fill a disk with it. */
    private static void silence() {
        Configurator.setLevel("voxfarm", Level.OFF);
    }

    /** Every step of one schedule, up to its end or to the promise that it breaks. */
    public static List<String> replay(long seed, Sabotage sabotage) {
        silence();
        try (Voice voice = new Voice(NoStore.create())) {
            Schedule schedule = new Schedule(seed, sabotage, voice, true);
            List<String> log;
            try {
                schedule.run();
                log = schedule.log();
                log.add("held");
            } catch (AssertionError e) {
                log = schedule.log();
                log.add(String.valueOf(e.getMessage()));
            }
            return log;
        }
    }

    /** The voice's package is in its cache; nothing is fetched. */
    private static final class NoStore {
        static ObjectStore create() {
            return (ObjectStore)
                    Proxy.newProxyInstance(
                            NoStore.class.getClassLoader(),
                            new Class<?>[] {ObjectStore.class},
                            (_, method, _) -> {
                                throw new IllegalStateException(method + " was not expected");
                            });
        }
    }
}
