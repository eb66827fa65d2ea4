package voxfarm.frontend.bert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** A {@code vocab.txt} of BERT's: one token a line, its id the line's number. Thread-safe. */
final class Vocabulary {
    private static final int MAX_TOKENS = 1 << 20;

    /** Longer words are unknown as a whole. */
    private static final int MAX_WORD = 100;

    private static final List<String> SPECIAL =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private final Map<String, Integer> ids;
    private final int unknown;
    private final int first;
    private final int last;

    private Vocabulary(Map<String, Integer> ids, Path file) {
        this.ids = ids;
        this.unknown = id("[UNK]", file);
        this.first = id("[CLS]", file);
        this.last = id("[SEP]", file);
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if it is no such file
     */
    static Vocabulary read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > MAX_TOKENS) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: expected at most %d tokens",
                        file,
                        MAX_TOKENS);
            }
            Map<String, Integer> ids = HashMap.newHashMap(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                ids.put(lines.get(i), i);
            }
            return new Vocabulary(ids, file);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE,
                    file + ": cannot be read: " + FileFailure.reason(e),
                    e);
        }
    }

    private int id(String token, Path file) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, file + ": expected a token " + token);
        }
        return id;
    }

    @Nullable Integer find(String token) {
        return ids.get(token);
    }

    int unknown() {
        return unknown;
    }

    /**
     * The longest pieces of a word from the left; the unknown token if it does not consist of such.
     *
     * @param word not empty
     */
    void addPieces(String word, List<Integer> tokens) {
        if (word.codePointCount(0, word.length()) > MAX_WORD) {
            tokens.add(unknown);
            return;
        }
        List<Integer> pieces = new ArrayList<>();
        int start = 0;
        while (start < word.length()) {
            int end = word.length();
            @Nullable Integer id = null;
            while (end > start && id == null) {
                String piece = word.substring(start, end);
                id = ids.get(start == 0 ? piece : "##" + piece);
                end--;
            }
            if (id == null) {
                tokens.add(unknown);
                return;
            }
            pieces.add(id);
            start = end + 1;
        }
        tokens.addAll(pieces);
    }

    /**
     * Token ids of a text between those of its two ends. Special tokens that are written in it are
     * taken for what they are.
     *
     * @param add puts the tokens of what is between them behind those before
     */
    long[] encode(String text, BiConsumer<String, List<Integer>> add) {
        List<Integer> tokens = new ArrayList<>();
        tokens.add(first);
        int at = 0;
        int start = 0;
        while (at < text.length()) {
            String special = special(text, at);
            if (special.isEmpty()) {
                at++;
                continue;
            }
            add.accept(text.substring(start, at), tokens);
            tokens.add(ids.getOrDefault(special, unknown));
            at += special.length();
            start = at;
        }
        add.accept(text.substring(start), tokens);
        tokens.add(last);
        return tokens.stream().mapToLong(Integer::longValue).toArray();
    }

    private static String special(String text, int at) {
        if (text.charAt(at) != '[') {
            return "";
        }
        return SPECIAL.stream().filter(s -> text.startsWith(s, at)).findFirst().orElse("");
    }

    static boolean space(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    static boolean control(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }

    static boolean punctuation(int c) {
        if ((c >= 33 && c <= 47)
                || (c >= 58 && c <= 64)
                || (c >= 91 && c <= 96)
                || (c >= 123 && c <= 126)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                    true;
            default -> false;
        };
    }
}
