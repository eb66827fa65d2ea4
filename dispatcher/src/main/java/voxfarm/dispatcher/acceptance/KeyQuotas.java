package voxfarm.dispatcher.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;

/**
 * Counts what each API key asks for, and refuses what is above its quota. The counts are this
 * process's own and forgotten with it: n dispatchers let a key have up to n times its quota, and a
 * restart begins anew (docs/adr/0049). Of fixed size but for the requests that are open, of which a
 * quota bounds the number. Thread-safe.
 */
public final class KeyQuotas {
    private static final int MINUTE = 60;
    private static final int DAY = 86_400;
    private static final int NO_WINDOW = 0;
    private static final int RETRY_OPEN_SECONDS = 10;

    /** An end may never be told here: Kafka was lost, or this dispatcher was cut off from it. */
    private static final Duration LONGEST_COUNTED = Duration.ofDays(1);

    private final Map<String, Counts> keys = new HashMap<>();
    private final InstantSource clock;

    /** Guarded by this: who has it open. */
    private final Map<RequestId, Counts> holders = new HashMap<>();

    /** A quota, as callers are told of it. */
    public record Limit(String name, long most, long left, int windowSeconds, int resetSeconds) {}

    /** Of one key and window; guarded by the quotas. */
    private static final class Window {
        private final String name;
        private final long most;
        private final int seconds;
        private long number;
        private double used;

        Window(String name, long most, int seconds) {
            this.name = name;
            this.most = most;
            this.seconds = seconds;
        }

        void turn(Instant now) {
            long current = now.getEpochSecond() / seconds;
            if (current != number) {
                number = current;
                used = 0;
            }
        }

        int reset(Instant now) {
            return (int) (seconds - now.getEpochSecond() % seconds);
        }
    }

    /** Of one key; guarded by the quotas. */
    private static final class Counts {
        private final String key;
        private final Window charactersPerMinute;
        private final Window charactersPerDay;
        private final Window audioPerDay;
        private final int mostOpen;

        /** Since when; the oldest first. */
        private final Map<RequestId, Instant> open = new LinkedHashMap<>();

        Counts(String key, KeyQuota quota) {
            this.key = key;
            this.charactersPerMinute =
                    new Window("characters-per-minute", quota.charactersPerMinute(), MINUTE);
            this.charactersPerDay = new Window("characters-per-day", quota.charactersPerDay(), DAY);
            this.audioPerDay = new Window("audio-seconds-per-day", quota.audioSecondsPerDay(), DAY);
            this.mostOpen = quota.openRequests();
        }

        /** Those that bound something, in the window of now. */
        List<Window> windows(Instant now) {
            List<Window> bounding = new ArrayList<>();
            for (Window window : List.of(charactersPerMinute, charactersPerDay, audioPerDay)) {
                if (window.most > 0) {
                    window.turn(now);
                    bounding.add(window);
                }
            }
            return bounding;
        }
    }

    /**
     * @param quotas by the key's name; keys that are not named have none
     * @param clock of this machine
     * @param metrics told how much of each quota is used
     */
    public KeyQuotas(Map<String, KeyQuota> quotas, InstantSource clock, Metrics metrics) {
        this.clock = clock;
        quotas.forEach((key, quota) -> {
            if (!quota.equals(KeyQuota.DEFAULTS)) {
                keys.put(key, new Counts(key, quota));
            }
        });
        metrics.watch(Metric.QUOTA_USED, this::readings);
    }

    /** Without bounds. */
    public static KeyQuotas none() {
        return new KeyQuotas(Map.of(), Instant::now, Metrics.NONE);
    }

    private synchronized List<Metrics.Reading> readings() {
        List<Metrics.Reading> readings = new ArrayList<>();
        for (Counts counts : keys.values()) {
            for (Limit limit : limits(counts)) {
                double used = (double) (limit.most() - limit.left()) / limit.most();
                readings.add(Metrics.Reading.of(used, counts.key, limit.name()));
            }
        }
        return readings;
    }

    /** What a key has left now; nothing of one without quotas. */
    public synchronized List<Limit> limits(Optional<String> key) {
        Counts counts = key.map(keys::get).orElse(null);
        return counts == null ? List.of() : limits(counts);
    }

    private List<Limit> limits(Counts counts) {
        Instant now = clock.instant();
        List<Limit> limits = new ArrayList<>();
        for (Window window : counts.windows(now)) {
            limits.add(
                    new Limit(
                            window.name,
                            window.most,
                            (long) Math.max(0, window.most - window.used),
                            window.seconds,
                            window.reset(now)));
        }
        if (counts.mostOpen > 0) {
            limits.add(
                    new Limit(
                            "open-requests",
                            counts.mostOpen,
                            Math.max(0, counts.mostOpen - counts.open.size()),
                            NO_WINDOW,
                            RETRY_OPEN_SECONDS));
        }
        return limits;
    }

    /** A request ended. */
    public synchronized void ended(RequestId id) {
        Counts counts = holders.remove(id);
        if (counts != null) {
            counts.open.remove(id);
        }
    }

    /**
     * What a request that is about to be accepted takes of its key's quotas. Closed without {@link
     * Use#keep}, it is given back.
     */
    public Use use(Optional<String> key, RequestId id) {
        return new Use(Optional.ofNullable(key.map(keys::get).orElse(null)), id);
    }

    /** One request's share. Used by one thread. */
    public final class Use implements AutoCloseable, Gate {
        private final Optional<Counts> counts;
        private final RequestId id;
        private boolean opened;
        private boolean kept;
        private List<Charge> charges = List.of();

        private record Charge(Window window, long number, double amount) {}

        private Use(Optional<Counts> counts, RequestId id) {
            this.counts = counts;
            this.id = id;
        }

        /**
         * Before anything is done for it: refuses it where a quota is used up.
         *
         * @throws VoxfarmException {@code QUOTA_EXCEEDED}
         */
        @Override
        public void enter() {
            counts.ifPresent(this::enter);
        }

        private void enter(Counts of) {
            synchronized (KeyQuotas.this) {
                Instant now = clock.instant();
                for (Window window : of.windows(now)) {
                    if (window.used >= window.most) {
                        throw exceeded(of, window, 0, now);
                    }
                }
                open(of, now);
            }
        }

        private void open(Counts of, Instant now) {
            if (of.mostOpen == 0) {
                return;
            }
            forgetLongOpen(of, now);
            if (of.open.size() >= of.mostOpen && !of.open.containsKey(id)) {
                throw new VoxfarmException(
                        ErrorCode.QUOTA_EXCEEDED,
                        String.format(
                                "quota open-requests of key %s: %d are open, and %d may be; try"
                                        + " again when one has ended",
                                Problems.quote(of.key), of.open.size(), of.mostOpen),
                        RETRY_OPEN_SECONDS);
            }
            opened = of.open.putIfAbsent(id, now) == null;
            holders.put(id, of);
        }

        /**
         * When it is known how much it is: takes that.
         *
         * @throws VoxfarmException {@code QUOTA_EXCEEDED} if it does not fit now; {@code
         *     BODY_TOO_LARGE} if it never will
         */
        @Override
        public void weighed(LongSupplier characters, double audioSeconds) {
            counts.ifPresent(of -> weighed(of, characters.getAsLong(), audioSeconds));
        }

        private void weighed(Counts of, long characters, double audioSeconds) {
            synchronized (KeyQuotas.this) {
                Instant now = clock.instant();
                List<Charge> wanted = new ArrayList<>();
                for (Window window : of.windows(now)) {
                    double amount = window == of.audioPerDay ? audioSeconds : characters;
                    if (amount > window.most) {
                        throw new VoxfarmException(
                                ErrorCode.BODY_TOO_LARGE,
                                String.format(
                                        "quota %s of key %s: %d asked for at once, and %d are all"
                                                + " there is; make several of it",
                                        window.name,
                                        Problems.quote(of.key),
                                        (long) Math.ceil(amount),
                                        window.most));
                    }
                    if (window.used + amount > window.most) {
                        throw exceeded(of, window, amount, now);
                    }
                    wanted.add(new Charge(window, window.number, amount));
                }
                wanted.forEach(charge -> charge.window().used += charge.amount());
                charges = wanted;
            }
        }

        /** The request is accepted: what it took stays taken, and it is open until it ends. */
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (kept) {
                return;
            }
            synchronized (KeyQuotas.this) {
                for (Charge charge : charges) {
                    Window window = charge.window();
                    if (window.number == charge.number()) {
                        window.used -= charge.amount();
                    }
                }
                charges = List.of();
                if (opened) {
                    opened = false;
                    ended(id);
                }
            }
        }
    }

    private void forgetLongOpen(Counts of, Instant now) {
        Iterator<Map.Entry<RequestId, Instant>> oldest = of.open.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<RequestId, Instant> entry = oldest.next();
            if (Duration.between(entry.getValue(), now).compareTo(LONGEST_COUNTED) < 0) {
                return;
            }
            oldest.remove();
            holders.remove(entry.getKey());
        }
    }

    private static VoxfarmException exceeded(Counts of, Window window, double amount, Instant now) {
        int wait = window.reset(now);
        return new VoxfarmException(
                ErrorCode.QUOTA_EXCEEDED,
                String.format(
                        "quota %s of key %s: %d of %d used%s; try again in %d s",
                        window.name,
                        Problems.quote(of.key),
                        (long) Math.ceil(window.used),
                        window.most,
                        amount > 0 ? ", " + (long) Math.ceil(amount) + " asked for" : "",
                        wait),
                wait);
    }
}
