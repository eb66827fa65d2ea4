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

    private final Map<String, Form> words = new HashMap<>();
    private final Map<String, Pair> pairs = new HashMap<>();

    /**
     * A word in IPA.
     *
     * @param inside where a word with stress follows in the clause
     * @param last where none does
     * @param beforeVowel inside and before a vowel
     */
    record Form(String inside, String last, String beforeVowel) {
        Form(String always) {
            this(always, always, always);
        }
    }

    /** Two words written as one; empty: each as it would be. */
    record Pair(String first, String second) {}

    private SpokenForms(List<String> lines) {
        for (String line : lines) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields[0].contains(" ")) {
                pairs.put(fields[0], new Pair(fields[1], fields[2]));
            } else {
                words.put(fields[0], form(fields));
            }
        }
    }

    private static Form form(String[] fields) {
        String last = fields.length > 2 && !fields[2].isEmpty() ? fields[2] : fields[1];
        String beforeVowel = fields.length > 3 ? fields[3] : fields[1];
        return new Form(fields[1], last, beforeVowel);
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

    /** What two neighbours become, if they are spoken as one. */
    Optional<Pair> pair(String first, String second) {
        return Optional.ofNullable(pairs.get(first + " " + second));
    }
}
