package voxfarm.frontend.mixed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Words in characters that Chinese and Japanese share, and that only one of them has. Immutable.
 */
final class SharedWords {
    private static final String RESOURCE = "words.tsv";
    private static final int LONGEST_JAPANESE = 3;

    private static final SharedWords ALL = new SharedWords();

    private final Set<String> chinese = new HashSet<>();
    private final Set<String> japanese = new HashSet<>();

    private SharedWords() {
        try (InputStream file = SharedWords.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
            for (String line : lines.lines().filter(one -> !one.startsWith("#")).toList()) {
                List<String> cells = Stream.of(line.split("\t", -1)).toList();
                Set<String> into = cells.getFirst().equals("JP") ? japanese : chinese;
                into.addAll(List.of(cells.getLast().split(" ", -1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isChinese(String word) {
        return ALL.chinese.contains(word);
    }

    /** How many Japanese words a text holds, of overlapping ones the first and longest. */
    static int japanese(String text) {
        int count = 0;
        for (int at = 0; at < text.length(); at++) {
            for (int length = Math.min(LONGEST_JAPANESE, text.length() - at);
                    length > 1;
                    length--) {
                if (ALL.japanese.contains(text.substring(at, at + length))) {
                    count++;
                    at += length - 1;
                    break;
                }
            }
        }
        return count;
    }
}
