package voxfarm.frontend.bert;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;

/**
 * Cuts text into the pieces of a unigram model whose scores add up to the most (Kudo, "Subword
 * regularization", 2018), as SentencePiece reads its own {@code spm.model} (or a {@code
 * tokenizer.json} of the same) and as the tokenizer of DeBERTa-v3 uses it. Thread-safe.
 */
public final class SentencePieces implements BertTokenizer {
    /** Stands for a space. */
    public static final char SPACE = '\u2581';

    private static final long MOST_BYTES = 64L << 20;
    private static final int LONGEST_PIECE = 512;

    /** Below the lowest score of all pieces: an unknown character is the last resort. */
    private static final float UNKNOWN_PENALTY = 10;

    private static final String MASK = "[MASK]";
    private static final List<String> SPECIAL = List.of("[PAD]", "[CLS]", "[SEP]", "[UNK]", MASK);

    private final Map<String, Integer> ids;
    private final float[] scores;
    private final ModelProto.Kind[] kinds;
    private final CharacterMap characters;
    private final boolean dummyPrefix;
    private final boolean collapse;
    private final int unknown;
    private final int first;
    private final int last;
    private final int longest;
    private final float unknownScore;
    private final float highest;

    /**
     * A piece.
     *
     * @param text with {@link #SPACE} for a space; several unknown characters in a row are one
     * @param begin of what it stands for, in characters of the caller's text; equal to {@code end}
     *     where that has nothing of it
     */
    public record Piece(String text, int id, int begin, int end) {
        /** Without the sign for a space before it. */
        public String word() {
            return startsWord() ? text.substring(1) : text;
        }

        public boolean startsWord() {
            return !text.isEmpty() && text.charAt(0) == SPACE;
        }
    }

    private SentencePieces(ModelProto model, String name) {
        int count = model.pieces().size();
        this.ids = HashMap.newHashMap(count);
        this.scores = new float[count];
        this.kinds = new ModelProto.Kind[count];
        float lowest = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        int length = 1;
        for (int id = 0; id < count; id++) {
            ModelProto.Piece piece = model.pieces().get(id);
            ids.putIfAbsent(piece.text(), id);
            scores[id] = piece.score();
            kinds[id] = piece.kind();
            if (piece.kind() == ModelProto.Kind.NORMAL) {
                lowest = Math.min(lowest, piece.score());
                most = Math.max(most, piece.score());
            }
            length = Math.max(length, piece.text().length());
        }
        this.longest = Math.min(length, LONGEST_PIECE);
        this.unknownScore = lowest - UNKNOWN_PENALTY;
        this.highest = most;
        this.characters = CharacterMap.read(model.characters(), name);
        this.dummyPrefix = model.dummyPrefix();
        this.collapse = model.collapse();
        this.unknown = special("[UNK]", name);
        this.first = special("[CLS]", name);
        this.last = special("[SEP]", name);
        ids.putIfAbsent(MASK, count); // behind all pieces, in the models of that family
    }

    private int special(String piece, String name) {
        Integer id = ids.get(piece);
        if (id == null) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_VOICE, "%s: expected a piece %s, found none", name, piece);
        }
        return id;
    }

    /** Whether the folder of a model holds such a tokenizer. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(PIECES))
                || Files.isRegularFile(folder.resolve(JSON));
    }

    /** The tokenizer of a folder that {@link #isIn} is true of. */
    public static SentencePieces in(Path folder) {
        Path pieces = folder.resolve(PIECES);
        return read(Files.isRegularFile(pieces) ? pieces : folder.resolve(JSON));
    }

    /**
     * @param file {@code spm.model} or a {@code tokenizer.json} of the same kind
     * @throws VoxfarmException {@code INVALID_VOICE} if it is no such model
     */
    public static SentencePieces read(Path file) {
        byte[] model = BoundedFile.read(file, MOST_BYTES, ErrorCode.INVALID_VOICE);
        return file.endsWith(JSON)
                ? new SentencePieces(ModelJson.read(model, file.toString()), file.toString())
                : read(model, file.toString());
    }

    /** As the other, of a file's bytes. */
    public static SentencePieces read(byte[] model, String name) {
        return new SentencePieces(ModelProto.read(model, name), name);
    }

    @Override
    public long[] encode(String text) {
        List<Piece> pieces = pieces(text);
        long[] all = new long[pieces.size() + 2];
        all[0] = first;
        for (int i = 0; i < pieces.size(); i++) {
            all[i + 1] = pieces.get(i).id();
        }
        all[all.length - 1] = last;
        return all;
    }

    /**
     * Special tokens that stand in the text are pieces of their own; what is between them is cut
     * each by itself.
     *
     * @param text well-formed Unicode
     */
    public List<Piece> pieces(String text) {
        List<Piece> all = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int at = text.length();
            String found = "";
            for (int i = from; i < text.length() && found.isEmpty(); i++) {
                for (String special : SPECIAL) {
                    if (text.startsWith(special, i)) {
                        found = special;
                        at = i;
                    }
                }
            }
            cut(text, from, at, from > 0, !found.isEmpty(), all);
            if (!found.isEmpty()) {
                int id = ids.getOrDefault(found, unknown);
                all.add(new Piece(found, id, at, at + found.length()));
            }
            from = at + found.length();
        }
        return all;
    }

    private void cut(
            String text, int from, int to, boolean afterSpecial, boolean before, List<Piece> into) {
        int begin = from;
        int end = to;
        while (afterSpecial && begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (before && end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        if (begin < end) {
            best(normalized(text.substring(begin, end), begin), into);
        }
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** A text after the normaliser; each of its characters knows what it came from. */
    private record Normalized(String text, int[] begins, int[] ends) {}

    private static final class Building {
        final StringBuilder text = new StringBuilder();
        int[] begins = new int[64];
        int[] ends = new int[64];

        void add(char c, int begin, int end) {
            if (text.length() == begins.length) {
                begins = Arrays.copyOf(begins, 2 * begins.length);
                ends = Arrays.copyOf(ends, begins.length);
            }
            begins[text.length()] = begin;
            ends[text.length()] = end;
            text.append(c);
        }
    }

    /**
     * @param offset of the text in the caller's
     */
    private Normalized normalized(String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Building made = new Building();
        int at = 0;
        int character = offset;
        boolean afterSpace = collapse;
        boolean begun = false;
        while (at < bytes.length) {
            Optional<CharacterMap.Match> match = characters.longest(bytes, at);
            int length = match.map(CharacterMap.Match::bytes).orElse(length(bytes[at]));
            int end = character + characters(bytes, at, length);
            String piece =
                    match.isPresent()
                            ? match.get().replacement()
                            : text.substring(character - offset, end - offset);
            int skipped = 0;
            while (afterSpace && skipped < piece.length() && piece.charAt(skipped) == ' ') {
                skipped++;
            }
            if (skipped < piece.length()) {
                if (!begun && dummyPrefix) {
                    made.add(SPACE, character, character);
                }
                begun = true;
                for (int i = skipped; i < piece.length(); i++) {
                    char c = piece.charAt(i);
                    made.add(c == ' ' ? SPACE : c, character, end);
                }
                afterSpace = collapse && piece.endsWith(" ");
            }
            at += length;
            character = end;
        }
        int kept = made.text.length();
        while (collapse && kept > 0 && made.text.charAt(kept - 1) == SPACE) {
            kept--;
        }
        return new Normalized(made.text.substring(0, kept), made.begins, made.ends);
    }

    /** Bytes of the character that begins so. */
    private static int length(byte lead) {
        int b = lead & 0xff;
        return b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    /** How many characters of a Java string so many bytes are. */
    private static int characters(byte[] bytes, int from, int length) {
        int count = 0;
        for (int i = from; i < from + length; i += length(bytes[i])) {
            count += length(bytes[i]) == 4 ? 2 : 1;
        }
        return count;
    }

    /** Viterbi's best path, in float32 as the original adds. */
    private void best(Normalized source, List<Piece> into) {
        int n = source.text().length();
        int[] from = new int[n + 1];
        int[] id = new int[n + 1];
        forward(source.text(), from, id);
        joinUnknown(backward(source, from, id), into);
    }

    /**
     * Fills in for each place of the text where the best piece that ends there begins, and its id.
     *
     * @param from of one element more than the text has chars
     * @param id of as many
     */
    private void forward(String text, int[] from, int[] id) {
        int n = text.length();
        float[] score = new float[n + 1];
        Arrays.fill(from, -1);
        for (int start = 0; start < n; ) {
            int single = Character.charCount(text.codePointAt(start));
            float here = score[start];
            boolean whole = false;
            for (int end = start + single; end <= Math.min(n, start + longest); end++) {
                Integer piece = ids.get(text.substring(start, end));
                if (piece == null || piece >= kinds.length || !usable(kinds[piece])) {
                    continue;
                }
                float own =
                        kinds[piece] == ModelProto.Kind.USER_DEFINED
                                ? (end - start) * highest - 0.1f
                                : scores[piece];
                take(score, from, id, start, end, here + own, piece);
                whole |= end - start == single;
            }
            if (!whole) {
                take(score, from, id, start, start + single, here + unknownScore, unknown);
            }
            start += single;
        }
    }

    private static List<Piece> backward(Normalized source, int[] from, int[] id) {
        String text = source.text();
        List<Piece> found = new ArrayList<>();
        for (int end = text.length(); end > 0; end = from[end]) {
            int begin = from[end];
            found.add(
                    new Piece(
                            text.substring(begin, end),
                            id[end],
                            source.begins()[begin],
                            source.ends()[end - 1]));
        }
        Collections.reverse(found);
        return found;
    }

    private void joinUnknown(List<Piece> found, List<Piece> into) {
        boolean afterUnknown = false; // what was cut before has no part in it
        for (Piece piece : found) {
            boolean joins = afterUnknown && piece.id() == unknown;
            afterUnknown = piece.id() == unknown;
            if (joins) {
                Piece before = into.removeLast();
                into.add(
                        new Piece(
                                before.text() + piece.text(),
                                unknown,
                                before.begin(),
                                piece.end()));
            } else {
                into.add(piece);
            }
        }
    }

    private static boolean usable(ModelProto.Kind kind) {
        return kind == ModelProto.Kind.NORMAL || kind == ModelProto.Kind.USER_DEFINED;
    }

    private static void take(
            float[] score, int[] from, int[] id, int start, int end, float sum, int piece) {
        if (from[end] < 0 || sum > score[end]) {
            score[end] = sum;
            from[end] = start;
            id[end] = piece;
        }
    }
}
