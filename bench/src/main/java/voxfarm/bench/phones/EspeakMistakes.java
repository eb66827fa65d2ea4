package voxfarm.bench.phones;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import voxfarm.frontend.SpokenText.Source;
import voxfarm.frontend.ipa.Explanation;

/**
 * Words that espeak-ng reads as nobody does, so that a difference says nothing: those of several
 * readings, of which it mostly knows one, and a list with a reason each. Immutable.
 */
final class EspeakMistakes {
    private static final String RESOURCE = "espeak-mistakes.tsv";

    private final Map<String, String> reasons;

    private EspeakMistakes(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    static EspeakMistakes bundled() {
        try (InputStream in = EspeakMistakes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return new EspeakMistakes(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> line.split("\t", -1))
                            .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param kinds of errors in it
     * @return why it is not counted; empty if it is
     */
    Optional<String> reason(Explanation.Word word, List<String> kinds) {
        if (word.source() == Source.HOMOGRAPH) {
            boolean another = kinds.contains("vowel") || kinds.contains("consonant");
            return another ? Optional.of("the other reading") : Optional.empty();
        }
        return kinds.isEmpty() ? Optional.empty() : Optional.ofNullable(reasons.get(word.text()));
    }
}
