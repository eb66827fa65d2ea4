package voxfarm.frontend.bert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.frontend.unicode.StreamSafe;

/**
 * The tokenizer of Chinese BERT models: text to ids of a {@code vocab.txt}, lower-cased, without
 * accents, every ideograph alone, other words in the longest pieces from the left (Devlin et al.,
 * "BERT", 2019; Wu et al., "Google's neural machine translation system", 2016). Thread-safe.
 */
public final class WordPieceTokenizer implements BertTokenizer {
    private static final int MAX_VOCABULARY = 1 << 20;
    private static final int MAX_WORD = 100;
    private static final List<String> SPECIAL =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private final Map<String, Integer> ids;
    private final int unknown;
    private final int first;
    private final int last;

    private WordPieceTokenizer(Map<String, Integer> ids, Path file) {
        this.ids = ids;
        this.unknown = id("[UNK]", file);
        this.first = id("[CLS]", file);
        this.last = id("[SEP]", file);
    }

    /**
     * @param file {@code vocab.txt}: one token a line, its id the line's number
     * @throws VoxfarmException {@code INVALID_VOICE} if it is no such file
     */
    public static WordPieceTokenizer read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > MAX_VOCABULARY) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "%s: expected at most %d tokens",
                        file,
                        MAX_VOCABULARY);
            }
            Map<String, Integer> ids = HashMap.newHashMap(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                ids.put(lines.get(i), i);
            }
            return new WordPieceTokenizer(ids, file);
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

    @Override
    public long[] encode(String text) {
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
            addText(text.substring(start, at), tokens);
            tokens.add(ids.getOrDefault(special, unknown));
            at += special.length();
            start = at;
        }
        addText(text.substring(start), tokens);
        tokens.add(last);
        return tokens.stream().mapToLong(Integer::longValue).toArray();
    }

    private static String special(String text, int at) {
        if (text.charAt(at) != '[') {
            return "";
        }
        return SPECIAL.stream().filter(s -> text.startsWith(s, at)).findFirst().orElse("");
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
            if (c == ' ' || punctuation(c)) {
                addWord(word, tokens);
            }
            if (c != ' ') {
                word.appendCodePoint(c);
            }
            if (punctuation(c)) {
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
                    if (c == '\t' || c == '\n' || c == '\r' || space(c)) {
                        clean.append(' ');
                    } else if (c == 0 || c == 0xfffd || control(c)) {
                        return;
                    } else if (ideograph(c)) {
                        clean.append(' ').appendCodePoint(c).append(' ');
                    } else {
                        clean.appendCodePoint(c);
                    }
                });
        return clean.toString();
    }

    private static boolean space(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean control(int c) {
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

    private static boolean punctuation(int c) {
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
        if (word.isEmpty()) {
            return;
        }
        String text = word.toString();
        word.setLength(0);
        if (text.codePointCount(0, text.length()) > MAX_WORD) {
            tokens.add(unknown);
            return;
        }
        List<Integer> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.length();
            Integer id = null;
            while (end > start && id == null) {
                String piece = text.substring(start, end);
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
}
