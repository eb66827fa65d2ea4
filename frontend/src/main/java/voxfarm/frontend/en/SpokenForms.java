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
 * How short words sound inside a sentence, as the training texts of Piper voices have them: without
 * stress, otherwise before a vowel, and some pairs as one word. Immutable.
 */
final class SpokenForms {
    private static final String RESOURCE = "spoken-forms.tsv";

    /** Between two words that stay two. */
    private static final String APART = " + ";

    private final Map<String, Form> words = new HashMap<>();
    private final Map<String, Pair> pairs = new HashMap<>();

    /**
     * A word in IPA.
     *
     * @param inside where a word with stress follows in the clause
     * @param last where none does
     * @param beforeVowel inside and before a vowel
     * @param first where its clause begins
     */
    record Form(String inside, String last, String beforeVowel, String first) {
        Form(String always) {
            this(always, always, always, always);
        }
    }

    /**
     * Two words side by side; empty: each as it would be.
     *
     * @param joined whether they are written as one
     */
    record Pair(String first, String second, boolean joined) {}

    private SpokenForms(List<String> lines) {
        for (String line : lines) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields[0].contains(" ")) {
                boolean joined = !fields[0].contains(APART);
                pairs.put(fields[0].replace(APART, " "), new Pair(fields[1], fields[2], joined));
            } else {
                words.put(fields[0], form(fields));
            }
        }
    }

    private static Form form(String[] fields) {
        return new Form(fields[1], field(fields, 2), field(fields, 3), field(fields, 4));
    }

    private static String field(String[] fields, int i) {
        return fields.length > i && !fields[i].isEmpty() ? fields[i] : fields[1];
    }

    /** Those that come with the farm. */
    static SpokenForms bundled() {
        try (InputStream in = SpokenForms.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return new SpokenForms(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .lines()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param word small letters and apostrophes
     */
    Optional<Form> word(String word) {
        return Optional.ofNullable(words.get(word));
    }

    /** What two neighbours become, if anything. */
    Optional<Pair> pair(String first, String second) {
        return Optional.ofNullable(pairs.get(first + " " + second));
    }
}
