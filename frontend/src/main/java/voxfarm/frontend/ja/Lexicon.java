package voxfarm.frontend.ja;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Words in the compiled form of MeCab 0.996 (version 102): a header, a double array over UTF-8
 * bytes (Aoe, "An efficient digital search algorithm by using a double-array structure", 1989), 16
 * bytes for each token, and what the tokens say in texts that zeros end. Thread-safe.
 */
final class Lexicon {
    /** What {@code type} a header names: words of the language. */
    static final int WORDS = 0;

    /** What stands for words that are not known, by kind of their characters. */
    static final int UNKNOWN = 2;

    /** More words that begin at one place are not looked at; no real dictionary has so many. */
    static final int MAX_PREFIXES = 512;

    private static final int MAGIC = 0xef718f77;
    private static final int VERSION = 102;
    private static final int HEADER_BYTES = 72;
    private static final int CHARSET = 40;
    private static final int UNIT_BYTES = 8;
    private static final int TOKEN_BYTES = 16;

    private final MappedFile file;
    private final int units;
    private final int tokens;
    private final int tokensAt;
    private final int textsAt;
    private final int leftSize;
    private final int rightSize;

    /**
     * @param type {@link #WORDS} or {@link #UNKNOWN}
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if it is no such file
     */
    Lexicon(Path path, int type) {
        this.file = MappedFile.open(path);
        if (file.size() < HEADER_BYTES || (file.int32(0) ^ MAGIC) != file.size()) {
            throw file.broken("its first bytes say otherwise");
        }
        if (file.int32(4) != VERSION || file.int32(8) != type) {
            throw file.broken(
                    "its version is "
                            + Integer.toUnsignedString(file.int32(4))
                            + " and its type "
                            + Integer.toUnsignedString(file.int32(8)));
        }
        this.leftSize = file.int32(16);
        this.rightSize = file.int32(20);
        long trieBytes = Integer.toUnsignedLong(file.int32(24));
        long tokenBytes = Integer.toUnsignedLong(file.int32(28));
        long textBytes = Integer.toUnsignedLong(file.int32(32));
        if (HEADER_BYTES + trieBytes + tokenBytes + textBytes != file.size()) {
            throw file.broken("its parts do not add up to its size");
        }
        this.units = (int) (trieBytes / UNIT_BYTES);
        this.tokens = (int) (tokenBytes / TOKEN_BYTES);
        this.tokensAt = (int) (HEADER_BYTES + trieBytes);
        this.textsAt = (int) (tokensAt + tokenBytes);
        String charset = file.text(CHARSET, HEADER_BYTES).toLowerCase(Locale.ROOT);
        if (!charset.equals("utf-8") && !charset.equals("utf8")) {
            throw file.broken("its letters are not UTF-8");
        }
    }

    /** How many numbers of what stands left of a word there are. */
    int leftSize() {
        return leftSize;
    }

    /** How many numbers of what stands right of a word there are. */
    int rightSize() {
        return rightSize;
    }

    /**
     * The words that a text begins with, the shortest first.
     *
     * @param values for each, what {@link #firstToken} and {@link #tokenCount} take
     * @param ends for each, the byte behind it
     * @return how many there are
     */
    int prefixes(byte[] text, int from, int to, int[] values, int[] ends) {
        int count = 0;
        int base = base(0);
        for (int i = from; i <= to; i++) {
            if (check(base) == base && base(base) < 0 && count < values.length) {
                values[count] = -base(base) - 1;
                ends[count] = i;
                count++;
            }
            if (i == to) {
                break;
            }
            int next = base + (text[i] & 0xff) + 1;
            if (check(next) != base) {
                break;
            }
            base = base(next);
        }
        return count;
    }

    /** What a word is found by; negative if it is not there. */
    int find(String word) {
        byte[] text = word.getBytes(StandardCharsets.UTF_8);
        int[] values = new int[MAX_PREFIXES];
        int[] ends = new int[MAX_PREFIXES];
        int count = prefixes(text, 0, text.length, values, ends);
        return count > 0 && ends[count - 1] == text.length ? values[count - 1] : -1;
    }

    private int base(int unit) {
        return unit >= 0 && unit < units ? file.int32(HEADER_BYTES + unit * UNIT_BYTES) : 0;
    }

    /** Whose child a unit is; of one that is not there, nobody's. */
    private int check(int unit) {
        return unit >= 0 && unit < units
                ? file.int32(HEADER_BYTES + unit * UNIT_BYTES + Integer.BYTES)
                : -1;
    }

    int tokenCount(int value) {
        return value & 0xff;
    }

    /**
     * The first token of a word; the others follow it.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code MISSING_MODEL} if there is none such
     */
    int firstToken(int value) {
        int first = value >>> 8;
        if (first + tokenCount(value) > tokens) {
            throw file.broken("a word has the token " + first + " of " + tokens);
        }
        return first;
    }

    int left(int token) {
        return file.uint16(tokenAt(token));
    }

    int right(int token) {
        return file.uint16(tokenAt(token) + 2);
    }

    int cost(int token) {
        return file.int16(tokenAt(token) + 6);
    }

    /** What the dictionary says of a token: values between commas. */
    String feature(int token) {
        int offset = file.int32(tokenAt(token) + 8);
        if (offset < 0 || offset >= file.size() - textsAt) {
            throw file.broken("a token's text lies at " + Integer.toUnsignedString(offset));
        }
        return file.text(textsAt + offset, file.size());
    }

    private int tokenAt(int token) {
        return tokensAt + token * TOKEN_BYTES;
    }
}
