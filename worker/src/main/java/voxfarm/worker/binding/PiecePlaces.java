package voxfarm.worker.binding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import voxfarm.audio.ClipJoiner;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * Where in the sound of its request each piece of a chapter lies, as the timings of the requests
 * say: a segment belongs to the last piece of its request that begins at or before it. A few
 * numbers a piece are held, however long the chapter is. For one thread.
 */
final class PiecePlaces {
    private final List<HeardChapter.Piece> pieces;
    private final int rateHz;
    private final long[] from;
    private final long[] to;
    private final long[] firstByte;
    private final long[] behindByte;
    private long bytes;

    /**
     * @param rateHz at which samples are counted
     */
    PiecePlaces(HeardChapter chapter, int rateHz) {
        this.pieces = chapter.pieces();
        this.rateHz = rateHz;
        this.from = new long[pieces.size()];
        this.to = new long[pieces.size()];
        this.firstByte = new long[pieces.size()];
        this.behindByte = new long[pieces.size()];
        Arrays.fill(from, Long.MAX_VALUE);
    }

    /**
     * Takes the timings of a request.
     *
     * @param timings stays the caller's to close
     * @param segments takes the segments, piece by piece, for {@link #firstByte}
     * @throws VoxfarmException {@code INVALID_PLAN} if they do not say what they come from
     */
    void read(RequestSound request, InputStream timings, OutputStream segments) throws IOException {
        int[] own =
                IntStream.range(0, pieces.size())
                        .filter(i -> pieces.get(i).request() == request.number())
                        .toArray();
        long most = request.samplesAt(rateHz);
        int at = 0;
        try (JsonParser in = Json.parser(timings, JsonBudget.STREAM)) {
            while (in.nextToken() != null) {
                if (in.currentToken() != JsonToken.START_ARRAY
                        || !"segments".equals(in.currentName())) {
                    continue;
                }
                while (in.nextToken() == JsonToken.START_OBJECT) {
                    JsonNode segment = Json.value(in);
                    int begin = begin(request, segment);
                    while (at + 1 < own.length && pieces.get(own[at + 1]).begin() <= begin) {
                        at++;
                    }
                    take(own[at], segment, most);
                    keep(own[at], segment, segments);
                }
            }
        }
    }

    private static int begin(RequestSound request, JsonNode segment) {
        if (!segment.path("begin").canConvertToInt()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_PLAN,
                    "%s: expected the place of each segment, to put the turns of a dialogue in"
                            + " order",
                    request.timings().orElseThrow());
        }
        return segment.path("begin").intValue();
    }

    private void take(int piece, JsonNode segment, long most) {
        double start = segment.path("start_s").asDouble();
        double end = segment.path("end_s").asDouble();
        if (end > start) { // it was spoken
            from[piece] = Math.min(from[piece], Math.clamp(Math.round(start * rateHz), 0, most));
            to[piece] = Math.max(to[piece], Math.clamp(Math.round(end * rateHz), 0, most));
        }
    }

    /** Those of one piece come one behind the other. */
    private void keep(int piece, JsonNode segment, OutputStream segments) throws IOException {
        if (behindByte[piece] == 0) {
            firstByte[piece] = bytes;
        } else {
            segments.write(',');
            bytes++;
        }
        byte[] document = Json.bytes(segment);
        segments.write(document);
        bytes += document.length;
        behindByte[piece] = bytes;
    }

    /** First sample of a piece in the sound of its request. */
    long from(int piece) {
        return samples(piece) == 0 ? 0 : from[piece];
    }

    /** How many samples a piece has; 0 if nothing of it was spoken. */
    long samples(int piece) {
        return Math.max(0, to[piece] - Math.min(to[piece], from[piece]));
    }

    /** Of the silence behind a piece. */
    long pauseSamples(int piece) {
        return ClipJoiner.Place.pauseSamples(pieces.get(piece).pauseAfterSeconds(), rateHz);
    }

    /** Of all pieces, with the pauses behind them. */
    long samplesInAll() {
        return IntStream.range(0, pieces.size())
                .mapToLong(piece -> samples(piece) + pauseSamples(piece))
                .sum();
    }

    /** Where the segments of a piece begin among all that were taken. */
    long firstByte(int piece) {
        return firstByte[piece];
    }

    /** How long the segments of a piece are, parted by commas. */
    long segmentBytes(int piece) {
        return behindByte[piece] - firstByte[piece];
    }
}
