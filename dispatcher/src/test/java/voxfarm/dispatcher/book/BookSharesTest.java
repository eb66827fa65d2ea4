package voxfarm.dispatcher.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.plan.RequestId;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.LaneConfig;

class BookSharesTest {
    private static final VoiceId JOE = new VoiceId("joe");
    private static final VoiceId EVE = new VoiceId("eve");

    private int jobs;
    private long now;
    private final BookShares shares = new BookShares(LaneConfig.DEFAULTS, () -> jobs, () -> now);

    private static RequestId book(int number) {
        return new RequestId("book-" + number);
    }

    private BookShares.Share share(int number) {
        BookShares.Share share = shares.of(book(number));
        shares.toCome(book(number), JOE, 100 * number);
        return share;
    }

    private BookShares.Share withOthers(int books) {
        for (int number = 1; number < books; number++) {
            share(number);
        }
        return share(0);
    }

    @Test
    void oneAloneFillsTheQueueTwiceOver() {
        jobs = 2;
        assertThat(withOthers(1)).isEqualTo(new BookShares.Share(3, 2));
        jobs = 12;
        assertThat(withOthers(1)).isEqualTo(new BookShares.Share(3, 8));
    }

    /** A request that is no book would have eight. */
    @Test
    void oneAloneFillsTheQueueOfALargeFleetToo() {
        jobs = 64;
        assertThat(withOthers(1)).isEqualTo(new BookShares.Share(3, 43));
    }

    @Test
    void manyGetOneJobEach() {
        jobs = 2;
        assertThat(withOthers(2)).isEqualTo(new BookShares.Share(2, 1));
        assertThat(withOthers(10)).isEqualTo(new BookShares.Share(1, 1));
    }

    @Test
    void aLargerFleetGivesMore() {
        jobs = 50;
        assertThat(withOthers(10)).isEqualTo(new BookShares.Share(3, 4));
        jobs = 1000;
        assertThat(withOthers(10)).isEqualTo(new BookShares.Share(3, 67));
        jobs = Integer.MAX_VALUE;
        assertThat(withOthers(10)).isEqualTo(new BookShares.Share(3, 1000));
    }

    @Test
    void aFleetThatIsNotHeardOfHasSomethingToComeFor() {
        assertThat(withOthers(1)).isEqualTo(new BookShares.Share(3, 3));
    }

    @Test
    void aBookThatEndsLeavesItsShareToTheOthers() {
        jobs = 2;
        assertThat(withOthers(4).chapters()).isEqualTo(1);
        for (int number = 1; number < 4; number++) {
            shares.done(book(number));
        }
        assertThat(withOthers(1).chapters()).isEqualTo(3);
    }

    @Test
    void aBookThatIsNotSeenAnyMoreIsForgotten() {
        jobs = 2;
        assertThat(withOthers(4).chapters()).isEqualTo(1);
        now = Duration.ofMinutes(14).toNanos();
        assertThat(withOthers(1).chapters()).isEqualTo(1);
        assertThat(shares.isKnown(book(3))).as("by a sweep").isTrue();
        now = Duration.ofMinutes(16).toNanos();
        assertThat(shares.toCome()).containsOnly(Map.entry(JOE, 300.0));
        assertThat(shares.isKnown(book(1))).isFalse();
        assertThat(withOthers(1).chapters()).isEqualTo(2);
        now = Duration.ofMinutes(30).toNanos();
        assertThat(withOthers(1).chapters()).isEqualTo(3);
    }

    @Test
    void theLargestNumberIsBounded() {
        jobs = 2;
        withOthers(10_500);
        assertThat(shares.toCome().values().stream().mapToDouble(Double::doubleValue).sum())
                .as("of those seen last")
                .isLessThan(100.0 * 10_500 * 10_499 / 2)
                .isPositive();
    }

    @Test
    void saysHowMuchSoundIsToComeOfOpenBooksByVoice() {
        jobs = 2;
        IntStream.rangeClosed(1, 4).forEach(number -> shares.of(book(number)));
        shares.toCome(book(1), JOE, 100);
        shares.toCome(book(2), EVE, 30);
        shares.toCome(book(3), JOE, 5);
        shares.toCome(book(1), JOE, 60);
        shares.toCome(book(5), JOE, 1000); // of which nobody knows
        assertThat(shares.toCome()).containsOnly(Map.entry(JOE, 65.0), Map.entry(EVE, 30.0));
        shares.done(book(1));
        shares.done(book(2));
        assertThat(shares.toCome()).containsOnly(Map.entry(JOE, 5.0));
    }

    /** Nobody stands still, and all together fill the queue no more than they are to. */
    @Test
    void everyoneGetsSomethingAndNobodyTooMuch() {
        for (int books = 1; books < 60; books++) {
            for (jobs = 1; jobs < 300; jobs += 7) {
                now += Duration.ofHours(2).toNanos(); // none is known
                BookShares.Share share = withOthers(books);
                assertThat(share.chapters()).isBetween(1, LaneConfig.DEFAULTS.chaptersAtOnce());
                assertThat(share.parts()).isPositive();
                assertThat(share.chapters() * share.parts())
                        .as("of %d books for %d jobs", books, jobs)
                        .isLessThan(Math.ceilDiv(2 * jobs, books) + share.chapters());
            }
        }
    }
}
