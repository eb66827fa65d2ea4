package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweptTest {
    @Test
    void saysInWordsWhatThereWasAnyOf() {
        Swept swept = new Swept(new Swept.Seen(12, 3, 0, 1), new Swept.Mended(0, 2, 0, 1, 0));
        assertThat(swept.words())
                .isEqualTo(
                        "requests looked at 12, open 3, queued again 2, ends told 1,"
                                + " foreign keys 1");
        assertThat(Swept.NOTHING.words()).isEqualTo("nothing");
    }

    @Test
    void countsAWalkAndItsSweepTogetherButNoRequestTwice() {
        Swept walk = new Swept(new Swept.Seen(12, 0, 1, 2), new Swept.Mended(3, 0, 0, 1, 0));
        Swept sweep = new Swept(new Swept.Seen(5, 5, 1, 1), new Swept.Mended(0, 2, 1, 1, 4));
        assertThat(walk.followedBy(sweep))
                .isEqualTo(new Swept(new Swept.Seen(12, 5, 2, 3), new Swept.Mended(3, 2, 1, 2, 4)));
    }
}
