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
import voxfarm.common.result.SynthesisResult;

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
        SynthesisResult result = sound.result();
        ObjectNode node =
                Json.object()
                        .put("number", sound.number())
                        .put("title", sound.chapter().title())
                        .put(
                                "request_id",
                                ChapterIds.of(job.id().request(), sound.number()).value())
                        .put("text_sha256", sound.chapter().textSha256());
        SpeechSettingsCodec.write(result.settings(), node);
        node.put("start_s", seconds(chapter.startSeconds()))
                .put("duration_s", seconds(chapter.durationSeconds()))
                .put("pause_after_s", sound.chapter().pauseAfterSeconds())
                .put("sound_sha256", sound.audio().sha256())
                .put("segments", result.segments())
                .put("finished_at", result.finishedAt().toString())
                .put("made_by", result.build());
        result.startedAt().ifPresent(at -> node.put("started_at", at.toString()));
        result.engine().writeBy(node);
        sound.audio()
                .levels()
                .ifPresent(levels -> levels.write(node.putObject("levels_as_spoken")));
        chapter.file().ifPresent(file -> node.put("file_key", file.key().value()));
        return node;
    }

    private static BigDecimal seconds(double value) {
        return BigDecimal.valueOf(value).setScale(MICROSECONDS, RoundingMode.HALF_EVEN);
    }
}
