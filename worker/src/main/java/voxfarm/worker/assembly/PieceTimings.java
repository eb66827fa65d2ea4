package voxfarm.worker.assembly;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * When each segment of a chapter is heard that several requests speak in turns, in seconds from its
 * beginning: the segments of a {@link Timings} document for each piece, each with the number of its
 * request. Memory does not grow with the chapter. Closing it ends the document; the stream stays
 * the caller's to close. On one thread.
 */
public final class PieceTimings implements AutoCloseable {
    private final JsonGenerator json;

    public PieceTimings(OutputStream out) throws IOException {
        this.json = Timings.generator(out);
        json.writeStartObject();
        json.writeArrayFieldStart("segments");
    }

    /**
     * Adds the next piece.
     *
     * @param request number of the request whose segments these are
     * @param segments a list of them; stays the caller's to close
     * @param by what is added to all their times
     * @param earliest no time comes before it
     * @param latest nor behind this
     */
    public void add(int request, InputStream segments, double by, double earliest, double latest)
            throws IOException {
        try (JsonParser in = Json.parser(segments, JsonBudget.STREAM)) {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("expected a list of segments");
            }
            for (int depth = 1; depth > 0; ) {
                JsonToken token = in.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    return;
                }
                Timings.copyMoved(in, json, by, earliest, latest);
                if (depth == 2 && token == JsonToken.START_OBJECT) {
                    json.writeNumberField("request", request);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }
}
