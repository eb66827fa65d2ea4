package voxfarm.worker.binding;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import voxfarm.books.publish.PodcastFeed;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.tags.BookTags;

/**
 * The feed that lies beside the files of chapters. Its links are names of files beside it: whoever
 * serves the book's folder serves a podcast, wherever that is.
 */
final class StoredFeed {
    static final String NAME = "feed.xml";

    private StoredFeed() {}

    /**
     * @param chapters all of them, each with a file
     * @param cover the picture's file, if there is one
     */
    static byte[] write(
            SynthesisJob job,
            BookTags tags,
            List<BookManifest.Bound> chapters,
            Optional<BookFile> cover,
            MadeFiles files) {
        List<PodcastFeed.Episode> episodes = new ArrayList<>();
        for (BookManifest.Bound chapter : chapters) {
            BookFile file = chapter.file().orElseThrow();
            ChapterSound sound = chapter.sound();
            episodes.add(
                    new PodcastFeed.Episode(
                            ChapterIds.episode(
                                    job.id().request(), job.acceptedBy(), sound.number()),
                            sound.number(),
                            sound.title(),
                            URI.create(files.name(file)),
                            file.contentType(),
                            file.bytes(),
                            chapter.durationSeconds(),
                            doneAt(sound)));
        }
        return new PodcastFeed(
                        tags,
                        Optional.empty(),
                        URI.create("./"),
                        cover.map(file -> URI.create(files.name(file))),
                        episodes,
                        chapters.size())
                .write();
    }

    private static Instant doneAt(ChapterSound sound) {
        return sound.requests().stream()
                .map(RequestSound::finishedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
