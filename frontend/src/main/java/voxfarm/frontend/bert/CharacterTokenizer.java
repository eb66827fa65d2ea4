package voxfarm.frontend.bert;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * The tokenizer of Japanese BERT models by character: text to ids of a {@code vocab.txt}, every
 * character of its form NFKC one token, capitals and accents kept. Thread-safe.
 */
public final class CharacterTokenizer implements BertTokenizer {
    private final Vocabulary vocabulary;

    private CharacterTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * @param file {@code vocab.txt}: one token a line, its id the line's number
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if it is no such file
     */
    public static CharacterTokenizer read(Path file) {
        return new CharacterTokenizer(Vocabulary.read(file));
    }

    @Override
    public long[] encode(String text) {
        return vocabulary.encode(text, this::addText);
    }

    /** Word by word: what blanks and marks separate is composed alone. */
    private void addText(String text, List<Integer> tokens) {
        String composed = StreamSafe.normalize(cleaned(text), Normalizer.Form.NFC);
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < composed.length(); ) {
            int c = composed.codePointAt(at);
            at += Character.charCount(c);
            boolean mark = Vocabulary.punctuation(c);
            if (c == ' ' || mark) {
                addWord(word, tokens);
            }
            if (c != ' ') {
                word.appendCodePoint(c);
            }
            if (mark) {
                addWord(word, tokens);
            }
        }
        addWord(word, tokens);
    }

    /** Spaces for all kinds of them; nothing for control characters. */
    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (c == '\t' || c == '\n' || c == '\r' || Vocabulary.space(c)) {
                        clean.append(' ');
                    } else if (c != 0 && c != 0xfffd && !Vocabulary.control(c)) {
                        clean.appendCodePoint(c);
                    }
                });
        return clean.toString();
    }

    private void addWord(StringBuilder word, List<Integer> tokens) {
        StreamSafe.normalize(word.toString(), Normalizer.Form.NFKC)
                .codePoints()
                .mapToObj(Character::toString)
                .forEach(character -> {
                    @Nullable Integer id = vocabulary.find(character);
                    tokens.add(id == null ? vocabulary.unknown() : id);
                });
        word.setLength(0);
    }
}
