package voxfarm.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastUsedTest {
    private static final long KIB = 1 << 10;

    private final List<String> made = new ArrayList<>();

    /** Room for ten of the size that is their value, in KiB, and for what entries take. */
    private final LastUsed<String, Long> values = new LastUsed<>(14 * KIB, (_, kib) -> kib * KIB);

    private void use(String key, long kib) {
        assertThat(
                        values.get(
                                key,
                                name -> {
                                    made.add(name);
                                    return kib;
                                }))
                .isEqualTo(kib);
    }

    @Test
    void keepsAsManyAsThereIsRoomFor() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10; i++) {
                use("small" + i, 1);
            }
        }
        assertThat(made).hasSize(10);
    }

    @Test
    void letsThoseGoThatWereNotUsedForLongest() {
        use("first", 4);
        use("second", 4);
        use("first", 4);
        use("third", 8);
        use("first", 4);
        assertThat(made).containsExactly("first", "second", "third");
        use("second", 4);
        assertThat(made).containsExactly("first", "second", "third", "second");
    }

    @Test
    void keepsTheLastOneHoweverLarge() {
        use("small", 1);
        use("large", 100);
        use("large", 100);
        assertThat(made).containsExactly("small", "large");
        use("small", 1);
        use("large", 100);
        assertThat(made).as("no room for both").hasSize(4);
    }

    @Test
    void countsCharactersAndEntriesOfTexts() {
        assertThat(LastUsed.bytesOf(Map.of())).isZero();
        assertThat(LastUsed.bytesOf(Map.of("ab", "c"))).isEqualTo(134);
    }
}
