package voxfarm.common.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    private static List<String> lines(Reader reader, int most) throws IOException {
        List<String> all = new ArrayList<>();
        try (BoundedLines lines = new BoundedLines(reader, most)) {
            for (Optional<String> l = lines.next(); l.isPresent(); l = lines.next()) {
                all.add(l.get());
            }
        }
        return all;
    }

    @Test
    void passesOverLinesThatAreTooLong() throws IOException {
        assertThat(lines(new StringReader("abc\nabcd\n\r\nabc\r\nabcd\r\nabc\rd\nabc"), 3))
                .containsExactly("abc", "", "abc", "abc");
        assertThat(lines(new StringReader("abcd"), 3)).isEmpty();
        assertThat(lines(new StringReader(""), 3)).isEmpty();
    }

    @Test
    void readsAsAPlainReaderWhatIsWithinTheBound() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(new String[] {"a", "b", "\n", "\r\n"}[random.nextInt(4)]);
            }
            List<String> plain =
                    new BufferedReader(new StringReader(text.toString()))
                            .lines()
                            .filter(line -> line.length() <= 3)
                            .toList();
            assertThat(lines(new StringReader(text.toString()), 3))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(plain);
        }
    }

    /** A line without end, of which nobody could hold much. */
    @Test
    void holdsNoMoreThanTheBound() throws IOException {
        long[] left = {1L << 29};
        Reader endless =
                new Reader() {
                    @Override
                    public int read() {
                        return left[0]-- > 0 ? 'x' : -1;
                    }

                    @Override
                    public int read(char[] into, int offset, int length) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void close() {}
                };

        assertThat(lines(endless, 10)).isEmpty();
        assertThat(left[0]).isNegative();
    }
}
