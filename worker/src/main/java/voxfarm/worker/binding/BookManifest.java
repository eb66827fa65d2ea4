package voxfarm.worker.binding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import voxfarm.common.Build;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.ChapterIds;
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
     * @param file its own, if it has one
     */
    record Bound(
            ChapterSound sound,
            double startSeconds,
            double durationSeconds,
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

    byte[] write() {
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
        ArrayNode list = node.putArray("chapters");
        chapters.forEach(chapter -> list.add(write(chapter)));
        ArrayNode made = node.putArray("files");
        files.forEach(file -> made.add(file.toJson()));
        return Json.prettyBytes(node);
    }

    private ObjectNode write(Bound chapter) {
        ChapterSound sound = chapter.sound();
        ObjectNode node =
                Json.object().put("number", sound.number()).put("title", sound.title());
        RequestSound request = sound.requests().getFirst();
        writeAsked(request, node);
        node.put("start_s", seconds(chapter.startSeconds()))
                .put("duration_s", seconds(chapter.durationSeconds()))
                .put("pause_after_s", sound.pauseAfterSeconds());
        writeSpoken(request, node);
        chapter.file().ifPresent(file -> node.put("file_key", file.key().value()));
        return node;
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
