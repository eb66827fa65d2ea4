package voxfarm.frontend.en;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * Words and names of other languages, and of our days, that CMUdict lacks or has otherwise, and how
 * accents are spelled in English. Immutable.
 */
final class BorrowedWords {
    private static final String RESOURCE = "borrowed-words.tsv";

    private final Map<String, byte[]> words = new HashMap<>();

    private BorrowedWords(BufferedReader lines) {
        lines.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .forEach(cells -> words.put(cells[0], Arpabet.parse(cells[1])));
    }

    private static final class Bundled {
        static final BorrowedWords WORDS = read();
    }

    static BorrowedWords bundled() {
        return Bundled.WORDS;
    }

    private static BorrowedWords read() {
        try (InputStream in = BorrowedWords.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return new BorrowedWords(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is listed, as it is written first: "résumé" is no "resume".
     *
     * @param word small letters without accents
     * @param spelling as it was written
     */
    Optional<byte[]> find(String word, String spelling) {
        Optional<byte[]> found = withEnding(accented(spelling));
        return found.isPresent() ? found : withEnding(word);
    }

    private Optional<byte[]> withEnding(String word) {
        byte[] found = words.get(word);
        if (found != null) {
            return Optional.of(found);
        }
        int cut = word.endsWith("'s") ? 2 : word.endsWith("s") ? 1 : 0;
        byte[] stem = cut == 0 ? null : words.get(word.substring(0, word.length() - cut));
        return Optional.ofNullable(stem).map(EnglishLexicon::plural);
    }

    /** Small letters with their accents. */
    private static String accented(String spelling) {
        return StreamSafe.normalize(spelling, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** Whether its last vowel is said in any case: "é", "ée", with or without an s. */
    static boolean endsInAccent(String spelling) {
        String word = accented(spelling);
        int end = word.length();
        end = word.endsWith("s") ? end - (word.endsWith("'s") ? 2 : 1) : end;
        String stem = word.substring(0, end);
        return stem.length() > 2 && (stem.endsWith("é") || stem.endsWith("ée"));
    }

    /** As one would write it without accents: for guesses. */
    static String respelled(String word, String spelling) {
        String accented = accented(spelling);
        if (accented.indexOf('ñ') < 0 && accented.indexOf('ç') < 0) {
            return word;
        }
        return Normalizer.normalize(
                        accented.replace("ñ", "ny").replace("ç", "s"), Normalizer.Form.NFD)
                .replaceAll("[^a-z']", "");
    }
}
