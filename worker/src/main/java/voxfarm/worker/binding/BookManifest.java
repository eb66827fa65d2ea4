package voxfarm.worker.binding;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.Build;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.SpeechSettingsCodec;

/**
 * From what, how and by what a book was made: whoever has the texts that it names by their hashes
 * makes the same book again.
 */
final class BookManifest {
    static final String CONTENT_TYPE = "application/json";

    private static final int MICROSECONDS = 6;

    private final SynthesisJob job;
    private final StoredBook book;
    private final List<Bound> chapters;
    private final List<BookFile> files;

    /**
     * A chapter in the file of the whole.
     *
     * @param startSeconds where it begins there
     * @param shiftSeconds by how much all is heard later in it than in its sound as it was spoken
     * @param file its own, if it has one
     */
    record Bound(
            ChapterSound sound,
            double startSeconds,
            double durationSeconds,
            double shiftSeconds,
            Optional<BookFile> file) {}

    /**
     * @param files those that are made, the manifest not among them
     */
    BookManifest(SynthesisJob job, StoredBook book, List<Bound> chapters, List<BookFile> files) {
        this.job = job;
        this.book = book;
        this.chapters = chapters;
        this.files = files;
    }

    /**
     * A chapter at a time is in memory.
     *
     * @param out stays the caller's to close
     */
    void write(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            writeMembers(head(), json);
            json.writeArrayFieldStart("chapters");
            for (Bound chapter : chapters) {
                write(chapter, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("files");
            for (BookFile file : files) {
                json.writeTree(file.toJson());
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeMembers(ObjectNode node, JsonGenerator json) throws IOException {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            json.writeFieldName(member.getKey());
            json.writeTree(member.getValue());
        }
    }

    private ObjectNode head() {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        node.put("book_id", job.id().request().value());
        node.put("accepted_at", job.acceptedAt().toString());
        node.set("about", book.about().toJson());
        node.put("build", Build.name());
        node.putObject("ai_speech")
                .put("synthetic", true)
                .put("statement", "All speech in this book is made by a machine.");
        node.set("output", book.output().toJson());
        node.set("request", book.request());
        return node;
    }

    private void write(Bound chapter, JsonGenerator json) throws IOException {
        ChapterSound sound = chapter.sound();
        boolean cast = sound.requests().size() > 1;
        ObjectNode node = Json.object().put("number", sound.number()).put("title", sound.title());
        if (!cast) {
            writeAsked(sound.requests().getFirst(), node);
        }
        node.put("start_s", seconds(chapter.startSeconds()))
                .put("duration_s", seconds(chapter.durationSeconds()))
                .put("pause_after_s", sound.pauseAfterSeconds());
        if (!cast) {
            writeSpoken(sound.requests().getFirst(), node);
        }
        chapter.file().ifPresent(file -> node.put("file_key", file.key().value()));
        json.writeStartObject();
        writeMembers(node, json);
        if (cast) {
            writeCast(chapter, json);
        }
        json.writeEndObject();
    }

    /** Who speaks, and when. */
    private void writeCast(Bound chapter, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("requests");
        for (RequestSound request : chapter.sound().requests()) {
            ObjectNode node = Json.object().put("number", request.number());
            writeAsked(request, node);
            writeSpoken(request, node);
            json.writeTree(node);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("pieces");
        double start = chapter.startSeconds() + chapter.shiftSeconds();
        Iterator<ChapterSound.Heard> pieces = chapter.sound().pieces().iterator();
        while (pieces.hasNext()) {
            ChapterSound.Heard heard = pieces.next();
            HeardChapter.Piece piece = heard.piece();
            json.writeStartArray();
            json.writeNumber(piece.request());
            json.writeNumber(piece.begin());
            json.writeNumber(piece.end());
            json.writeNumber(seconds(start + heard.startSeconds()));
            json.writeNumber(seconds(heard.durationSeconds()));
            json.writeNumber(piece.pauseAfterSeconds());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** What was to be spoken, and by whom. */
    private void writeAsked(RequestSound request, ObjectNode node) {
        node.put("request_id", ChapterIds.of(job.id().request(), request.number()).value())
                .put("text_sha256", request.textSha256());
        SpeechSettingsCodec.write(request.settings(), node);
    }

    /** What became of it. */
    private static void writeSpoken(RequestSound request, ObjectNode node) {
        node.put("sound_sha256", request.audio().sha256())
                .put("segments", request.segments())
                .put("finished_at", request.finishedAt().toString())
                .put("made_by", request.build());
        request.startedAt().ifPresent(at -> node.put("started_at", at.toString()));
        request.engine().writeBy(node);
        request.audio()
                .levels()
                .ifPresent(levels -> levels.write(node.putObject("levels_as_spoken")));
    }

    private static BigDecimal seconds(double value) {
        return BigDecimal.valueOf(value).setScale(MICROSECONDS, RoundingMode.HALF_EVEN);
    }
}
