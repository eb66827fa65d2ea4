package voxfarm.frontend.bert;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * The tokenizer of Chinese BERT models: text to ids of a {@code vocab.txt}, lower-cased, without
 * accents, every ideograph alone, other words in the longest pieces from the left (Devlin et al.,
 * "BERT", 2019; Wu et al., "Google's neural machine translation system", 2016). Thread-safe.
 */
public final class WordPieceTokenizer implements BertTokenizer {
    private final Vocabulary vocabulary;

    private WordPieceTokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * @param file {@code vocab.txt}: one token a line, its id the line's number
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if it is no such file
     */
    public static WordPieceTokenizer read(Path file) {
        return new WordPieceTokenizer(Vocabulary.read(file));
    }

    @Override
    public long[] encode(String text) {
        return vocabulary.encode(text, this::addText);
    }

    private void addText(String text, List<Integer> tokens) {
        String plain =
                StreamSafe.normalize(cleaned(text), Normalizer.Form.NFD)
                        .codePoints()
                        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                        .map(Character::toLowerCase)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < plain.length(); i += Character.charCount(plain.codePointAt(i))) {
            int c = plain.codePointAt(i);
            if (c == ' ' || Vocabulary.punctuation(c)) {
                addWord(word, tokens);
            }
            if (c != ' ') {
                word.appendCodePoint(c);
            }
            if (Vocabulary.punctuation(c)) {
                addWord(word, tokens);
            }
        }
        addWord(word, tokens);
    }

    /** Spaces for all kinds of them, and around ideographs; nothing for control characters. */
    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (c == '\t' || c == '\n' || c == '\r' || Vocabulary.space(c)) {
                        clean.append(' ');
                    } else if (c == 0 || c == 0xfffd || Vocabulary.control(c)) {
                        return;
                    } else if (ideograph(c)) {
                        clean.append(' ').appendCodePoint(c).append(' ');
                    } else {
                        clean.appendCodePoint(c);
                    }
                });
        return clean.toString();
    }

    private static boolean ideograph(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0x20000 && c <= 0x2a6df)
                || (c >= 0x2a700 && c <= 0x2b73f)
                || (c >= 0x2b740 && c <= 0x2b81f)
                || (c >= 0x2b820 && c <= 0x2ceaf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x2f800 && c <= 0x2fa1f);
    }

    private void addWord(StringBuilder word, List<Integer> tokens) {
        if (!word.isEmpty()) {
            vocabulary.addPieces(word.toString(), tokens);
            word.setLength(0);
        }
    }
}
