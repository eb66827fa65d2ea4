package voxfarm.worker.assembly;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import voxfarm.audio.ClipJoiner;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;

/**
 * {@code results/<id>/timings.json}: when each segment, word and phone of a request is heard, in
 * seconds from the start of the audio. Written as the segments come. Closing it ends the document;
 * the stream stays the caller's to close.
 */
public final class Timings implements AutoCloseable {
    private static final int MILLIONTHS = 6;
    private static final String START = "start_s";
    private static final String END = "end_s";

    private final JsonGenerator json;
    private double offset;

    public Timings(RequestId id, OutputStream out) throws IOException {
        this.json = generator(out);
        json.writeStartObject();
        json.writeNumberField("schema", Schema.VERSION);
        json.writeStringField("request_id", id.value());
        json.writeArrayFieldStart("segments");
    }

    /** Of a document whose stream stays the caller's. */
    static JsonGenerator generator(OutputStream out) throws IOException {
        JsonGenerator json = Json.generator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter();
        return json;
    }

    /**
     * Adds the next segment; one without sound takes no time, and no pause follows it.
     *
     * @param samples of its sound
     * @param rateHz of these; a pause is whole samples, as it is heard
     */
    public void add(Segment segment, long samples, int rateHz, List<SpokenWord> words)
            throws IOException {
        double duration = (double) samples / rateHz;
        json.writeStartObject();
        json.writeNumberField("index", segment.index());
        json.writeStringField("text", segment.text());
        if (segment.span().isPresent()) {
            json.writeNumberField("begin", segment.span().get().begin());
            json.writeNumberField("end", segment.span().get().end());
        }
        double silence = Math.min(segment.manner().silenceBeforeSeconds(), duration);
        times(offset + silence, offset + duration);
        json.writeArrayFieldStart("words");
        for (SpokenWord word : words) {
            json.writeStartObject();
            json.writeStringField("text", word.text());
            times(offset + word.startSeconds(), offset + word.endSeconds());
            json.writeArrayFieldStart("phones");
            for (SpokenWord.SpokenPhone phone : word.phones()) {
                json.writeStartObject();
                json.writeStringField("phone", phone.phone());
                times(offset + phone.startSeconds(), offset + phone.endSeconds());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        if (duration > 0) {
            long pause = ClipJoiner.Place.pauseSamples(segment.pauseAfterSeconds(), rateHz);
            offset += (double) (samples + pause) / rateHz;
        }
    }

    private void times(double from, double to) throws IOException {
        json.writeNumberField(START, seconds(from));
        json.writeNumberField(END, seconds(to));
    }

    /**
     * Copies a document for a sound whose ends were cut off after it was written: all times are
     * moved, and none lies outside.
     *
     * @param from what was cut off the beginning, in seconds
     * @param length of what is left, in seconds
     */
    static void cut(InputStream document, double from, double length, OutputStream out)
            throws IOException {
        try (JsonParser in = Json.parser(document, JsonBudget.STREAM);
                JsonGenerator json = generator(out)) {
            while (in.nextToken() != null) {
                copyMoved(in, json, -from, 0, length);
            }
            json.writeRaw('\n');
        }
    }

    /**
     * Copies what the parser stands at; a time is moved.
     *
     * @param earliest no time comes before it
     * @param latest nor behind this
     */
    static void copyMoved(
            JsonParser in, JsonGenerator json, double by, double earliest, double latest)
            throws IOException {
        String name = in.currentName();
        if (in.currentToken().isNumeric() && (START.equals(name) || END.equals(name))) {
            double moved = in.getDoubleValue() + by;
            json.writeNumber(seconds(Math.clamp(moved, earliest, latest)));
        } else {
            json.copyCurrentEvent(in);
        }
    }

    static BigDecimal seconds(double value) {
        return BigDecimal.valueOf(value).setScale(MILLIONTHS, RoundingMode.HALF_EVEN);
    }

    @Override
    public void close() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }
}
