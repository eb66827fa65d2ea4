package voxfarm.common.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;

/**
 * A stretch of the text as the caller sent it, which other text was made of. All places count
 * UTF-16 units.
 *
 * @param begin first one
 * @param end behind the last one; at least {@code begin}
 * @param pieces what each part of the other text comes from, in order, from its first character on;
 *     none if it is a copy of the stretch
 * @throws VoxfarmException {@code INVALID_PLAN} if it is none
 */
public record TextSpan(int begin, int end, List<Piece> pieces) {
    /**
     * A part of the other text.
     *
     * @param at where it begins there
     * @param begin where what it comes from begins
     * @param end behind what all of its characters stand for; empty if they are copies, one of one
     */
    public record Piece(int at, int begin, OptionalInt end) {
        public Piece {
            if (at < 0 || begin < 0 || (end.isPresent() && end.getAsInt() < begin)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "expected a piece of text at a place from 0, was %d from %d to %s",
                        at,
                        begin,
                        end);
            }
        }
    }

    public TextSpan {
        pieces = List.copyOf(pieces);
        if (begin < 0 || end < begin) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "expected begin and end of a stretch of text, was %d and %d",
                    begin,
                    end);
        }
    }

    /** Of a text that is a copy. */
    public TextSpan(int begin, int end) {
        this(begin, end, List.of());
    }

    /** What the characters of the other text between two places come from; never beyond this. */
    public TextSpan within(int from, int to) {
        int first = Math.clamp(place(from).begin(), begin, end);
        int last = from < to ? place(to - 1).end() : first;
        return new TextSpan(first, Math.clamp(last, first, end));
    }

    /**
     * As {@link #within}, of at least one character, with what each of them comes from: the span of
     * a text that is cut out of the other one.
     */
    public TextSpan part(int from, int to) {
        Builder part = new Builder();
        if (pieces.isEmpty()) {
            part.copied(to - from, begin + from);
            return part.build(begin);
        }
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            int first = Math.max(from, piece.at());
            int last = i + 1 < pieces.size() ? Math.min(to, pieces.get(i + 1).at()) : to;
            if (first >= last) {
                continue;
            }
            if (piece.end().isPresent()) {
                part.standing(last - first, new TextSpan(piece.begin(), piece.end().getAsInt()));
            } else {
                part.copied(last - first, piece.begin() + first - piece.at());
            }
        }
        return part.build(begin);
    }

    /** The same of a text with so much before this one. */
    public TextSpan moved(int by) {
        return new TextSpan(
                begin + by,
                end + by,
                pieces.stream()
                        .map(piece ->
                                new Piece(
                                        piece.at(),
                                        piece.begin() + by,
                                        piece.end().isPresent()
                                                ? OptionalInt.of(piece.end().getAsInt() + by)
                                                : piece.end()))
                        .toList());
    }

    private TextSpan place(int at) {
        if (pieces.isEmpty()) {
            return new TextSpan(begin + at, begin + at + 1);
        }
        Piece found = pieces.getFirst();
        for (Piece piece : pieces) {
            if (piece.at() > at) {
                break;
            }
            found = piece;
        }
        int copied = found.begin() + Math.max(0, at - found.at());
        return found.end().isPresent()
                ? new TextSpan(found.begin(), found.end().getAsInt())
                : new TextSpan(copied, copied + 1);
    }

    /** As members of what has it. */
    public void write(ObjectNode node) {
        node.put("begin", begin).put("end", end);
        if (pieces.isEmpty()) {
            return;
        }
        ArrayNode list = node.putArray("pieces");
        for (Piece piece : pieces) {
            ArrayNode one = list.addArray().add(piece.at()).add(piece.begin());
            piece.end().ifPresent(one::add);
        }
    }

    /** Of what has it; problems go to the fields' collector. */
    static Optional<TextSpan> read(Fields fields) {
        Optional<Long> begin = fields.optionalInteger("begin", 0, Integer.MAX_VALUE);
        Optional<Long> end = fields.optionalInteger("end", 0, Integer.MAX_VALUE);
        if (begin.isEmpty() || end.isEmpty() || end.get() < begin.get()) {
            return Optional.empty();
        }
        return Optional.of(
                new TextSpan(begin.get().intValue(), end.get().intValue(), pieces(fields)));
    }

    private static List<Piece> pieces(Fields fields) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode item : fields.list("pieces")) {
            int at = place(item.path(0));
            int begin = place(item.path(1));
            int end = item.size() > 2 ? place(item.path(2)) : begin;
            boolean ascends = pieces.isEmpty() || at > pieces.getLast().at();
            if (at < 0 || begin < 0 || end < begin || !ascends) {
                fields.problem("pieces", "expected lists of two or three ascending places");
                return List.of();
            }
            pieces.add(
                    new Piece(
                            at,
                            begin,
                            item.size() > 2 ? OptionalInt.of(end) : OptionalInt.empty()));
        }
        return pieces;
    }

    private static int place(JsonNode number) {
        return number.isInt() ? number.intValue() : -1;
    }

    /** Puts one together from the other text's front to its end. On one thread. */
    public static final class Builder {
        private final List<Piece> pieces = new ArrayList<>(2);
        private int length;

        /** Where a copy of what stands there goes on with the last piece. */
        private int next = -1;

        private int end;

        /** So many characters are copies of those from a place on. */
        public void copied(int characters, int begin) {
            if (begin != next) {
                pieces.add(new Piece(length, begin, OptionalInt.empty()));
            }
            length += characters;
            next = begin + characters;
            end = Math.max(end, next);
        }

        /** So many characters stand for all of a stretch. */
        public void standing(int characters, TextSpan stretch) {
            pieces.add(new Piece(length, stretch.begin(), OptionalInt.of(stretch.end())));
            length += characters;
            next = -1;
            end = Math.max(end, stretch.end());
        }

        /**
         * @param least nothing before it belongs to it
         * @throws VoxfarmException {@code INVALID_PLAN} if nothing was put in
         */
        public TextSpan build(int least) {
            if (pieces.isEmpty()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN, "expected characters of a text, found none");
            }
            int begin = Math.max(least, pieces.getFirst().begin());
            boolean copy = pieces.size() == 1 && pieces.getFirst().end().isEmpty();
            return new TextSpan(begin, Math.max(begin, end), copy ? List.of() : pieces);
        }
    }
}
