package voxfarm.frontend.en;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Words with two readings as g2p_en decides them for Bert-VITS2, which shows it one word at a time:
 * so its tagger sees nothing but the word and marks that hang on it, and its decision is a fact of
 * those. Immutable.
 */
final class Homographs {
    private static final String RESOURCE = "homographs.tsv";

    /** What stands around the word, in the order of the decisions in the resource. */
    private static final List<Marks> PATTERNS =
            List.of(
                    new Marks("", ""),
                    new Marks("'", ""),
                    new Marks("", "'"),
                    new Marks("'", "'"),
                    new Marks("-", ""),
                    new Marks("", "-"),
                    new Marks("-", "-"),
                    new Marks("''", ""),
                    new Marks("", "''"));

    private record Marks(String before, String after) {}

    private record Word(List<String> first, List<String> second, String decisions) {}

    private final Map<String, Word> words;

    private Homographs(Map<String, Word> words) {
        this.words = words;
    }

    static Homographs bundled() {
        Map<String, Word> words = new HashMap<>();
        try (InputStream file = Homographs.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                words.put(
                        cells[0],
                        new Word(
                                List.of(cells[1].split(" ", -1)),
                                List.of(cells[2].split(" ", -1)),
                                cells[3]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Homographs(words);
    }

    /**
     * @param tokens of one call of g2p_en, in small letters
     * @param at of the word among them
     * @return ARPABET; empty if the word is no homograph
     */
    Optional<List<String>> read(List<String> tokens, int at) {
        Word word = words.get(tokens.get(at));
        if (word == null) {
            return Optional.empty();
        }
        Marks around =
                new Marks(
                        String.join("", tokens.subList(0, at)),
                        String.join("", tokens.subList(at + 1, tokens.size())));
        // what was not recorded is decided as for the word alone
        int pattern = Math.max(0, PATTERNS.indexOf(around));
        return Optional.of(word.decisions().charAt(pattern) == '1' ? word.first() : word.second());
    }
}
