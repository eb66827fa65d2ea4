package voxfarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.VoxfarmException;

class CallersTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress PROXY = InetAddress.ofLiteral("192.0.2.9");
    private static final int MOST = 8;
    private static final int EACH = 4;

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> cut = new ArrayList<>();
    private final Callers callers =
            new Callers(
                    MOST,
                    new CallerLimits(EACH, List.of("192.0.2.9"), 10, 60, 60, 1, 1),
                    nanos::get);

    private Callers.Place open(InetAddress address, String name) {
        return open(address, name, new AtomicLong());
    }

    private Callers.Place open(InetAddress address, String name, AtomicLong bytes) {
        nanos.incrementAndGet();
        return callers.open(address, bytes::get, () -> cut.add(name));
    }

    private void seconds(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
        callers.cutLate();
    }

    @Test
    void lettingWaitHoldsUpNobody() {
        for (int i = 0; i < EACH; i++) {
            open(ONE, "slow " + i);
        }
        assertThat(open(ONE, "quick").begin()).isTrue();
        assertThat(cut).containsExactly("slow 0");
        open(OTHER, "another");
        assertThat(cut).as("others are not concerned").hasSize(1);
        assertThat(callers.size()).isEqualTo(EACH + 1);
    }

    @Test
    void whoWaitedLongestGivesWayWhetherItServedBeforeOrNot() {
        Callers.Place served = open(ONE, "served");
        assertThat(served.begin()).isTrue();
        served.end();
        open(ONE, "fresh");
        Callers.Place busy = open(ONE, "busy");
        assertThat(busy.begin()).isTrue();
        open(ONE, "late");
        open(ONE, "first newcomer");
        open(ONE, "second newcomer");

        assertThat(cut).containsExactly("served", "fresh");
        assertThat(served.begin()).as("too late").isFalse();
    }

    @Test
    void whoHasMostWaitingGivesWayWhereAllAreTooMany() {
        for (int i = 0; i < 6; i++) {
            open(PROXY, "proxy " + i);
        }
        open(ONE, "one");
        open(ONE, "two");
        open(OTHER, "newcomer");

        assertThat(cut).containsExactly("proxy 0");
        assertThat(callers.size()).isEqualTo(MOST);
    }

    @Test
    void aProxyIsBoundedWithAllAlone() {
        for (int i = 0; i < MOST; i++) {
            assertThat(open(PROXY, "call").begin()).isTrue();
        }
        assertThat(cut).isEmpty();
        assertThat(open(PROXY, "more").reserved()).isTrue();
    }

    @Test
    void keepsAReserveWhereAllAreBusy() {
        for (int i = 0; i < EACH; i++) {
            assertThat(open(ONE, "busy").begin()).isTrue();
        }
        Callers.Place health = open(ONE, "health");
        assertThat(health.reserved()).isTrue();
        assertThat(open(OTHER, "another").reserved()).isFalse();
        for (int i = 1; i < Callers.RESERVE; i++) {
            open(ONE, "crowd " + i);
        }
        assertThat(cut).isEmpty();
        open(ONE, "one more");
        assertThat(cut).as("the reserve, too, is for who does not wait").containsExactly("health");
    }

    @Test
    void closesANewcomerWhereEvenTheReserveIsBusy() {
        for (int i = 0; i < EACH + Callers.RESERVE; i++) {
            assertThat(open(ONE, "busy").begin()).isTrue();
        }
        Callers.Place last = open(ONE, "last");
        assertThat(cut).containsExactly("last");
        assertThat(last.begin()).isFalse();
        last.leave();
        assertThat(callers.size()).isEqualTo(EACH + Callers.RESERVE);
    }

    @Test
    void cutsWhoseHeadDoesNotCome() {
        AtomicLong bytes = new AtomicLong();
        Callers.Place kept = open(ONE, "kept", bytes);
        assertThat(kept.begin()).isTrue();
        open(ONE, "dripping");
        seconds(9);
        assertThat(cut).isEmpty();
        seconds(2);
        assertThat(cut).as("not who has a call in hand").containsExactly("dripping");

        kept.end();
        seconds(100);
        assertThat(cut).as("to wait for the next call is the idle time's to end").hasSize(1);
        bytes.incrementAndGet();
        seconds(1);
        seconds(9);
        assertThat(cut).hasSize(1);
        bytes.incrementAndGet();
        seconds(2);
        assertThat(cut).containsExactly("dripping", "kept");
        assertThat(callers.size()).isZero();
    }

    @Test
    void countsANetworkOfVersionSixAsOne() {
        for (int i = 1; i <= EACH + 1; i++) {
            open(InetAddress.ofLiteral("2001:db8::" + i), "six " + i);
        }
        assertThat(cut).containsExactly("six 1");
        open(InetAddress.ofLiteral("2001:db8:0:1::1"), "neighbour");
        assertThat(cut).hasSize(1);
    }

    @Test
    void forgetsWhoHasLeft() {
        for (int i = 0; i < 100; i++) {
            Callers.Place place = open(ONE, "call " + i);
            assertThat(place.begin()).isTrue();
            place.end();
            place.leave();
            place.leave();
        }
        assertThat(cut).isEmpty();
        assertThat(callers.size()).isZero();
    }

    @Test
    void namesAProxyThatIsNoAddress() {
        assertThatThrownBy(() ->
                        new Callers(
                                1,
                                new CallerLimits(1, List.of("proxy.lan"), 1, 1, 1, 1, 1),
                                nanos::get))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("http.callers.proxies")
                .hasMessageContaining("proxy.lan");
    }
}
