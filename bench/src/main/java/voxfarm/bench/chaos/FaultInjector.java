package voxfarm.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Harms a farm, one fault of its kinds after the other, in an order that the seed decides. */
final class FaultInjector implements Runnable {
    private static final long WORST_ANSWER_MILLIS = 2000;
    private static final long LOOK_MILLIS = 100;

    private final ChaosFarm farm;
    private final List<FaultKind> kinds;
    private final Random random;
    private final long pauseMillis;
    private final List<Injected> injected = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;

    /** A fault that was done. Thread-safe. */
    static final class Injected {
        private final FaultKind kind;
        private final long atMillis;
        private volatile long endMillis = Long.MAX_VALUE;

        private Injected(FaultKind kind, long atMillis) {
            this.kind = kind;
            this.atMillis = atMillis;
        }

        FaultKind kind() {
            return kind;
        }

        /** When it began, by the wall. */
        long atMillis() {
            return atMillis;
        }

        /** When what it harmed was ready again; for ever if it is not yet. */
        long endMillis() {
            return endMillis;
        }

        private void end() {
            endMillis = System.currentTimeMillis();
        }
    }

    /**
     * @param pauseMillis between two faults, on average
     */
    FaultInjector(ChaosFarm farm, Set<FaultKind> kinds, long seed, long pauseMillis) {
        this.farm = farm;
        this.kinds = List.copyOf(kinds);
        this.random = new Random(seed);
        this.pauseMillis = pauseMillis;
    }

    /** The kinds that this machine can do. */
    static Set<FaultKind> possible(ChaosFarm farm) {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        if (!DiskQuota.mounted(farm.storeFolder())) {
            kinds.remove(FaultKind.DISK_FULL);
        }
        return kinds;
    }

    List<Injected> injected() {
        return injected;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                List<FaultKind> round = new ArrayList<>(kinds);
                Collections.shuffle(round, random);
                for (FaultKind kind : round) {
                    Thread.sleep(pauseMillis / 2 + random.nextLong(pauseMillis));
                    if (stopped) {
                        return;
                    }
                    inject(kind);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void inject(FaultKind kind) throws IOException, InterruptedException {
        long at = System.currentTimeMillis();
        String worker = random.nextBoolean() ? "worker1" : "worker2";
        String harmed = harmed(kind, worker);
        int ready = farm.timesReady(harmed);
        boolean done = true;
        Injected fault = new Injected(kind, at);
        injected.add(fault);
        switch (kind) {
            case WORKER_KILL -> farm.kill(worker);
            case ENGINE_KILL -> done = farm.killEngine(worker);
            case DISPATCHER_KILL -> farm.kill("dispatcher");
            case BROKER_STOP -> restart("broker");
            case STORE_STOP -> restart("store");
            case FREEZE -> {
                farm.signal(worker, "STOP");
                Thread.sleep(ChaosFarm.LOCK.toMillis() + 1500 + random.nextLong(2000));
                farm.signal(worker, "CONT");
            }
            case CLOCK_JUMP -> {
                String process = random.nextBoolean() ? "dispatcher" : worker;
                long jump = (random.nextBoolean() ? 1 : -1) * (60 + random.nextLong(7200));
                Files.writeString(farm.clockFile(process), String.valueOf(jump));
                Thread.sleep(4000);
                Files.writeString(farm.clockFile(process), "0");
            }
            case DRAIN -> {
                farm.stop(worker, true);
                farm.resume(worker);
            }
            case S3_SLOW ->
                    through(_ -> new FaultyProxy.Fault.Delay(random.nextLong(WORST_ANSWER_MILLIS)));
            case S3_ERRORS ->
                    through(_ ->
                            random.nextInt(2) == 0
                                    ? new FaultyProxy.Fault.Answer(random.nextBoolean() ? 500 : 503)
                                    : new FaultyProxy.Fault.None());
            case S3_LOST_ANSWERS ->
                    through(request ->
                            request.method().equals("PUT") && random.nextInt(2) == 0
                                    ? new FaultyProxy.Fault.LoseAnswer()
                                    : new FaultyProxy.Fault.None());
            case DISK_FULL -> fillDisk();
            case CLIPS_LOST -> deleteClips();
        }
        if (!done) {
            injected.remove(fault);
        } else if (harmed.isEmpty()) {
            fault.end();
        } else {
            Thread.ofVirtual().name("end of a fault").start(() -> awaitReady(harmed, ready, fault));
        }
    }

    /** The process that has to start again; empty if none has. */
    private static String harmed(FaultKind kind, String worker) {
        return switch (kind) {
            case WORKER_KILL, DRAIN -> worker;
            case DISPATCHER_KILL -> "dispatcher";
            case BROKER_STOP -> "broker";
            case STORE_STOP -> "store";
            case ENGINE_KILL,
                    FREEZE,
                    CLOCK_JUMP,
                    S3_SLOW,
                    S3_ERRORS,
                    S3_LOST_ANSWERS,
                    DISK_FULL,
                    CLIPS_LOST ->
                    "";
        };
    }

    private void awaitReady(String harmed, int readyBefore, Injected fault) {
        try {
            while (farm.timesReady(harmed) <= readyBefore) {
                Thread.sleep(LOOK_MILLIS);
            }
            fault.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart(String name) throws InterruptedException {
        farm.stop(name, random.nextBoolean());
        Thread.sleep(1000 + random.nextLong(3000));
        farm.resume(name);
    }

    private void through(java.util.function.Function<FaultyProxy.Request, FaultyProxy.Fault> faults)
            throws InterruptedException {
        farm.proxy().inject(faults);
        Thread.sleep(3000 + random.nextLong(3000));
        farm.proxy().inject(_ -> new FaultyProxy.Fault.None());
    }

    private void fillDisk() throws IOException, InterruptedException {
        int size = DiskQuota.mebibytes(farm.storeFolder());
        DiskQuota.fill(farm.storeFolder());
        try {
            Thread.sleep(3000 + random.nextLong(3000));
        } finally {
            DiskQuota.grow(farm.storeFolder(), size);
        }
    }

    /** As a lifecycle rule does: the objects go, while others are written beside them. */
    private void deleteClips() throws IOException {
        Path clips = farm.storeFolder().resolve(Role.BUCKET).resolve("clips");
        if (!Files.isDirectory(clips)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(clips)) {
            for (Path clip : paths.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(clip);
            }
        } catch (UncheckedIOException e) {
            // a file went while the folder was read; the next round finds the rest
        }
    }
}
