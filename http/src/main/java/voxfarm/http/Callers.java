package voxfarm.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Who holds which connections, and who gives way. A connection waits until the head of a request
 * has come, and again behind its answer; while a call is in hand it is busy. Where there is no room
 * the one that has waited longest gives way to the newcomer, so that those who open connections and
 * let them wait hold up nobody but each other. Where all are busy, newcomers find the reserve, in
 * which health checks alone are answered.
 *
 * <p>Thread-safe. Connections are cut outside of the lock.
 */
final class Callers {
    /** Beyond the bound of all, for health checks. */
    static final int RESERVE = 32;

    private static final int PREFIX_OF_ONE_CALLER = 8; // bytes; an address of version 6 has 16

    private final int most;
    private final int mostPerAddress;
    private final long headNanos;
    private final Set<Object> proxies;
    private final LongSupplier nanos;

    /** Guarded by this, as is all within. */
    private final Map<Object, Room> rooms = new HashMap<>();

    private final Room reserve = new Room("reserve", RESERVE);
    private int held;

    /** The connections of one caller. */
    private static final class Room {
        private final Object caller;
        private final int most;

        /** Those whose first head has not come, and those between two requests; oldest first. */
        private final LinkedHashSet<Place> fresh = new LinkedHashSet<>();

        private final LinkedHashSet<Place> kept = new LinkedHashSet<>();
        private int size;

        Room(Object caller, int most) {
            this.caller = caller;
            this.most = most;
        }

        Optional<Place> oldestWaiting() {
            Optional<Place> first = fresh.stream().findFirst();
            Optional<Place> second = kept.stream().findFirst();
            if (first.isEmpty() || second.isEmpty()) {
                return first.or(() -> second);
            }
            return first.get().since - second.get().since <= 0 ? first : second;
        }

        int waiting() {
            return fresh.size() + kept.size();
        }
    }

    /** A connection. */
    final class Place {
        private final Room room;
        private final LongSupplier bytesRead;
        private final Runnable cut;
        private long since = nanos.getAsLong();
        private long bytesBefore;
        private boolean headBegun;
        private boolean gone;

        private Place(Room room, LongSupplier bytesRead, Runnable cut) {
            this.room = room;
            this.bytesRead = bytesRead;
            this.cut = cut;
        }

        /** Whether only health checks are answered here. */
        boolean reserved() {
            return room == reserve;
        }

        /** A head has come. False if the connection is being cut. */
        boolean begin() {
            synchronized (Callers.this) {
                room.fresh.remove(this);
                room.kept.remove(this);
                return !gone;
            }
        }

        /** The call is over; the next may come. */
        void end() {
            long read = bytesRead.getAsLong();
            synchronized (Callers.this) {
                if (!gone) {
                    since = nanos.getAsLong();
                    bytesBefore = read;
                    headBegun = false;
                    room.kept.add(this);
                }
            }
        }

        /** The connection is no more. Idempotent. */
        void leave() {
            synchronized (Callers.this) {
                forget(this);
            }
        }

        /** Of a connection that served before, the next head begins with its first byte. */
        private boolean isLate(long now) {
            if (room.kept.contains(this) && !headBegun) {
                headBegun = bytesRead.getAsLong() != bytesBefore;
                since = headBegun ? now : since;
                return false;
            }
            return now - since > headNanos;
        }
    }

    /**
     * @param most connections of all callers
     * @param nanos a clock for durations
     * @throws VoxfarmException {@code INVALID_CONFIG} if a proxy is no address
     */
    Callers(int most, CallerLimits limits, LongSupplier nanos) {
        this.most = most;
        this.mostPerAddress = limits.connectionsPerAddress();
        this.headNanos = limits.headSeconds() * 1_000_000_000L;
        this.proxies = proxies(limits.proxies());
        this.nanos = nanos;
    }

    /** The addresses. Throws {@code INVALID_CONFIG} with those that are none. */
    static Set<Object> proxies(List<String> addresses) {
        Problems problems = new Problems();
        Set<Object> proxies = new HashSet<>();
        for (String address : addresses) {
            try {
                proxies.add(caller(InetAddress.ofLiteral(address)));
            } catch (IllegalArgumentException e) {
                problems.add(
                        "http.callers.proxies: expected addresses, was " + Problems.quote(address));
            }
        }
        problems.throwIfAny(ErrorCode.INVALID_CONFIG);
        return Set.copyOf(proxies);
    }

    /** A caller has one address of version 4, or 2⁶⁴ of version 6. */
    private static Object caller(InetAddress address) {
        if (address instanceof Inet6Address) {
            List<Byte> prefix = new ArrayList<>();
            for (byte b : Arrays.copyOf(address.getAddress(), PREFIX_OF_ONE_CALLER)) {
                prefix.add(b);
            }
            return address.isLoopbackAddress() ? address : prefix;
        }
        return address;
    }

    /**
     * Takes a connection; another may be cut for it, or the new one itself.
     *
     * @param bytesRead from it, so far
     * @param cut ends it
     */
    Place open(InetAddress address, LongSupplier bytesRead, Runnable cut) {
        @Nullable Place victim = null;
        Place place;
        synchronized (this) {
            Room own = roomOf(caller(address));
            Room room = own;
            if (own.size >= own.most) {
                victim = own.oldestWaiting().orElse(null);
                room = victim == null ? reserve : own;
            } else if (held >= most) {
                victim = mostWaiting().flatMap(Room::oldestWaiting).orElse(null);
                room = victim == null ? reserve : own;
            }
            if (room == reserve && reserve.size >= RESERVE) {
                victim = reserve.oldestWaiting().orElse(null);
            }
            place = new Place(room, bytesRead, cut);
            if (room == reserve && reserve.size >= RESERVE && victim == null) {
                place.gone = true;
                victim = place;
            } else {
                add(place);
            }
            if (victim != null) {
                forget(victim);
            }
            dropIfEmpty(own);
        }
        if (victim != null) {
            victim.cut.run();
        }
        return place;
    }

    private Room roomOf(Object caller) {
        return rooms.computeIfAbsent(
                caller,
                key ->
                        new Room(
                                key,
                                proxies.contains(key) ? most : Math.min(most, mostPerAddress)));
    }

    private Optional<Room> mostWaiting() {
        return rooms.values().stream()
                .filter(room -> room.waiting() > 0)
                .max((a, b) -> Integer.compare(a.waiting(), b.waiting()));
    }

    private void add(Place place) {
        place.room.size++;
        place.room.fresh.add(place);
        if (place.room != reserve) {
            held++;
        }
    }

    private void forget(Place place) {
        if (place.gone) {
            return;
        }
        place.gone = true;
        place.room.fresh.remove(place);
        place.room.kept.remove(place);
        place.room.size--;
        if (place.room != reserve) {
            held--;
        }
        dropIfEmpty(place.room);
    }

    private void dropIfEmpty(Room room) {
        if (room != reserve && room.size == 0) {
            rooms.remove(room.caller, room);
        }
    }

    /** Cuts the connections whose heads take too long; to be called about once a second. */
    void cutLate() {
        List<Place> late = new ArrayList<>();
        synchronized (this) {
            long now = nanos.getAsLong();
            collectLate(List.of(reserve), now, late);
            collectLate(rooms.values(), now, late);
            late.forEach(this::forget);
        }
        late.forEach(place -> place.cut.run());
    }

    private static void collectLate(Collection<Room> rooms, long now, List<Place> late) {
        for (Room room : rooms) {
            room.fresh.stream().filter(place -> place.isLate(now)).forEach(late::add);
            room.kept.stream().filter(place -> place.isLate(now)).forEach(late::add);
        }
    }

    /** Connections held, the reserve's too. */
    synchronized int size() {
        return held + reserve.size;
    }
}
