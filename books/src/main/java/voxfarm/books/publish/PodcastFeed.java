package voxfarm.books.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import voxfarm.common.tags.BookTags;

/**
 * A feed for players of podcasts: RSS 2.0 with Apple's tags, an item for each chapter that is done.
 * The same book and chapters are the same bytes.
 *
 * @param self where the feed itself lies, if that is known
 * @param link a page about the book; players require one
 * @param cover where the picture lies
 * @param episodes those that can be heard, in the order of the book
 * @param chapters how many there will be
 */
public record PodcastFeed(
        BookTags book,
        Optional<URI> self,
        URI link,
        Optional<URI> cover,
        List<Episode> episodes,
        int chapters) {
    public static final String CONTENT_TYPE = "application/rss+xml; charset=utf-8";

    private static final String ITUNES = "itunes:";

    /** RFC 822 with a year of four digits, as RSS asks for. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    public PodcastFeed {
        episodes = List.copyOf(episodes);
    }

    /**
     * A chapter.
     *
     * @param id never changes and is no other's, such as the key of its file
     * @param number in the book, from 1
     * @param sound where its file lies
     * @param contentType of that file
     * @param bytes of that file
     * @param doneAt when it could first be heard
     */
    public record Episode(
            String id,
            int number,
            String title,
            URI sound,
            String contentType,
            long bytes,
            double seconds,
            Instant doneAt) {}

    /** The document. */
    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XmlOut xml = new XmlOut(bytes);
            xml.open(
                    "rss",
                    "version",
                    "2.0",
                    "xmlns:itunes",
                    "http://www.itunes.com/dtds/podcast-1.0.dtd",
                    "xmlns:atom",
                    "http://www.w3.org/2005/Atom");
            xml.line().open("channel").line();
            channel(xml);
            for (Episode episode : episodes) {
                item(xml, episode);
            }
            xml.close().line().close().line().end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return bytes.toByteArray();
    }

    private void channel(XmlOut xml) throws IOException {
        xml.element("title", book.title());
        xml.element("link", link.toString());
        if (self.isPresent()) {
            xml.empty(
                    "atom:link",
                    "href",
                    self.get().toString(),
                    "rel",
                    "self",
                    "type",
                    "application/rss+xml");
        }
        xml.element("description", description());
        xml.element("language", book.language().orElse("und"));
        xml.element("generator", "Voxfarm");
        if (!episodes.isEmpty()) {
            Instant last =
                    episodes.stream().map(Episode::doneAt).max(Instant::compareTo).orElseThrow();
            xml.element("lastBuildDate", DATE.format(last));
        }
        if (book.author().isPresent()) {
            xml.element(ITUNES + "author", book.author().get());
        }
        xml.element(ITUNES + "type", "serial"); // the first chapter first
        xml.element(ITUNES + "explicit", "false");
        xml.open(ITUNES + "category", "text", "Arts").empty(ITUNES + "category", "text", "Books");
        xml.close().line();
        if (cover.isPresent()) {
            xml.empty(ITUNES + "image", "href", cover.get().toString());
        }
        if (episodes.size() >= chapters) {
            xml.element(ITUNES + "complete", "Yes"); // players need not ask again
        }
    }

    private String description() {
        String about = book.description().orElse(book.title());
        return about + "\n\n" + BookTags.MACHINE_SPEECH;
    }

    private void item(XmlOut xml, Episode episode) throws IOException {
        xml.open("item").line();
        xml.element("title", episode.title());
        xml.element("guid", episode.id(), "isPermaLink", "false");
        xml.element("pubDate", DATE.format(episode.doneAt()));
        xml.empty(
                "enclosure",
                "url",
                episode.sound().toString(),
                "length",
                String.valueOf(episode.bytes()),
                "type",
                episode.contentType());
        xml.element(ITUNES + "duration", String.valueOf(Math.round(episode.seconds())));
        xml.element(ITUNES + "episode", String.valueOf(episode.number()));
        xml.element(ITUNES + "episodeType", "full");
        xml.element(ITUNES + "explicit", "false");
        xml.close().line();
    }
}
