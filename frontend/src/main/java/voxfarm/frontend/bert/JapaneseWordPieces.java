package voxfarm.frontend.bert;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.function.Function;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * The tokenizer of the Japanese BERT model of releases 1.1: what an analyser calls words, each in
 * the longest pieces of a {@code vocab.txt} from the left, capitals and voicing marks kept.
 * Thread-safe.
 */
public final class JapaneseWordPieces implements BertTokenizer {
    private final Vocabulary vocabulary;
    private final Function<String, List<String>> words;

    private JapaneseWordPieces(Vocabulary vocabulary, Function<String, List<String>> words) {
        this.vocabulary = vocabulary;
        this.words = words;
    }

    /**
     * @param file {@code vocab.txt}: one token a line, its id the line's number
     * @param words cuts a text in form NFKC into words
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if it is no such file
     */
    public static JapaneseWordPieces read(Path file, Function<String, List<String>> words) {
        return new JapaneseWordPieces(Vocabulary.read(file), words);
    }

    @Override
    public long[] encode(String text) {
        return vocabulary.encode(
                text,
                (part, tokens) -> {
                    for (String word : words.apply(composed(part))) {
                        vocabulary.addPieces(word, tokens);
                    }
                });
    }

    /** How many tokens a text has that is one word, whatever the analyser would say. */
    public int piecesOfWord(String word) {
        List<Integer> tokens = new java.util.ArrayList<>();
        vocabulary.addPieces(composed(word), tokens);
        return tokens.size();
    }

    private static String composed(String text) {
        return StreamSafe.normalize(text, Normalizer.Form.NFKC);
    }
}
