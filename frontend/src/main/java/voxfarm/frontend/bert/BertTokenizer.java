package voxfarm.frontend.bert;

import java.nio.file.Files;
import java.nio.file.Path;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** Text to what a BERT model reads. Thread-safe. */
public interface BertTokenizer {
    /** A vocabulary, of WordPiece or of characters. */
    String VOCABULARY = "vocab.txt";

    /** A model of SentencePiece. */
    String PIECES = "spm.model";

    /** The same and more, as some models come with it alone. */
    String JSON = "tokenizer.json";

    /** Token ids of a text, those of its two ends included. */
    long[] encode(String text);

    /**
     * The tokenizer whose file lies in the folder of a model.
     *
     * @param characters whether a vocabulary is one of characters, as Japanese models have it, and
     *     not of pieces of words
     * @throws VoxfarmException {@code INVALID_VOICE} if there is none, or it cannot be read
     */
    static BertTokenizer read(Path folder, boolean characters) {
        if (Files.isRegularFile(folder.resolve(PIECES))) {
            return SentencePieces.read(folder.resolve(PIECES));
        }
        if (Files.isRegularFile(folder.resolve(VOCABULARY))) {
            Path file = folder.resolve(VOCABULARY);
            return characters ? CharacterTokenizer.read(file) : WordPieceTokenizer.read(file);
        }
        if (SentencePieces.isIn(folder)) {
            return SentencePieces.in(folder);
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_VOICE,
                "BERT %s: expected %s, %s or %s there",
                folder,
                VOCABULARY,
                PIECES,
                JSON);
    }
}
