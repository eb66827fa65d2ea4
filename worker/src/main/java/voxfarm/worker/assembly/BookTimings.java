package voxfarm.worker.assembly;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;

/**
 * When each segment, word and phone of a book is heard, in seconds from the start of the file of
 * all chapters: the {@link Timings} of its chapters one behind the other, each moved to its place.
 * Memory does not grow with the book. Closing it ends the document; the stream stays the caller's
 * to close. On one thread.
 */
public final class BookTimings implements AutoCloseable {
    private final JsonGenerator json;

    public BookTimings(RequestId book, OutputStream out) throws IOException {
        this.json = Timings.generator(out);
        json.writeStartObject();
        json.writeNumberField("schema", Schema.VERSION);
        json.writeStringField("request_id", book.value());
        json.writeArrayFieldStart("chapters");
    }

    /**
     * Adds the next chapter.
     *
     * @param number from 1
     * @param startSeconds where it begins in the file of all chapters
     * @param durationSeconds without the pause behind it
     * @param shiftSeconds by how much all of it is heard later in its chapter than its document
     *     says; negative if earlier
     * @param timings its document; stays the caller's to close
     */
    public void add(
            int number,
            String title,
            double startSeconds,
            double durationSeconds,
            double shiftSeconds,
            InputStream timings)
            throws IOException {
        double end = startSeconds + durationSeconds;
        json.writeStartObject();
        json.writeNumberField("number", number);
        json.writeStringField("title", title);
        json.writeNumberField("start_s", Timings.seconds(startSeconds));
        json.writeNumberField("end_s", Timings.seconds(end));
        json.writeArrayFieldStart("segments");
        try (JsonParser in = Json.parser(timings, JsonBudget.STREAM)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.START_ARRAY
                        && "segments".equals(in.currentName())) {
                    copySegments(in, startSeconds + shiftSeconds, startSeconds, end);
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What is in the list, up to its end. */
    private void copySegments(JsonParser in, double by, double start, double end)
            throws IOException {
        for (int depth = 0; ; ) {
            JsonToken token = in.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth < 0) {
                return;
            }
            Timings.copyMoved(in, json, by, start, end);
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
