package voxfarm.books.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import voxfarm.common.tags.BookTags;

class PodcastFeedTest {
    private static PodcastFeed.Episode episode(int number, String title) {
        return new PodcastFeed.Episode(
                "books/b/chapters/" + number,
                number,
                title,
                URI.create("https://farm.example/c/" + number + ".mp3?a=1&b=2"),
                "audio/mpeg",
                123_456_789_012L,
                61.6,
                Instant.parse("2026-11-0" + number + "T08:05:09Z"));
    }

    private static PodcastFeed feed(List<PodcastFeed.Episode> episodes, int chapters) {
        return new PodcastFeed(
                EpubBooks.TAGS,
                Optional.of(URI.create("https://farm.example/feed.xml")),
                URI.create("https://farm.example/"),
                Optional.of(URI.create("https://farm.example/cover.jpg")),
                episodes,
                chapters);
    }

    private static Document read(PodcastFeed feed) {
        return Jsoup.parse(
                new String(feed.write(), StandardCharsets.UTF_8), "", Parser.xmlParser());
    }

    @Test
    void tellsPlayersWhatCanBeHeardSoFar() {
        Document xml = read(feed(List.of(episode(1, "One & <two>"), episode(2, "第二回")), 3));

        Element channel = xml.expectFirst("rss > channel");
        assertThat(channel.expectFirst("> title").text()).isEqualTo("Pride & <Prejudice>");
        assertThat(channel.expectFirst("> itunes|type").text()).isEqualTo("serial");
        assertThat(channel.expectFirst("> description").text()).contains(BookTags.MACHINE_SPEECH);
        assertThat(channel.expectFirst("> lastBuildDate").text())
                .isEqualTo("Mon, 02 Nov 2026 08:05:09 GMT");
        assertThat(channel.select("> itunes|complete")).isEmpty();
        List<Element> items = channel.select("> item");
        assertThat(items).hasSize(2);
        Element first = items.getFirst();
        assertThat(first.expectFirst("> title").text()).isEqualTo("One & <two>");
        assertThat(first.expectFirst("> pubDate").text())
                .isEqualTo("Sun, 01 Nov 2026 08:05:09 GMT");
        Element sound = first.expectFirst("> enclosure");
        assertThat(sound.attr("url")).isEqualTo("https://farm.example/c/1.mp3?a=1&b=2");
        assertThat(sound.attr("length")).isEqualTo("123456789012");
        assertThat(sound.attr("type")).isEqualTo("audio/mpeg");
        assertThat(first.expectFirst("> itunes|duration").text()).isEqualTo("62");
        assertThat(first.expectFirst("> guid").attr("isPermaLink")).isEqualTo("false");
    }

    @Test
    void aBookThatIsDoneIsComplete() {
        Document xml = read(feed(List.of(episode(1, "a")), 1));

        assertThat(xml.expectFirst("channel > itunes|complete").text()).isEqualTo("Yes");
    }

    @Test
    void aBookOfWhichNothingIsDoneIsAFeedWithoutItems() {
        Document xml = read(feed(List.of(), 1));

        assertThat(xml.select("item, lastBuildDate, itunes|complete")).isEmpty();
        assertThat(feed(List.of(), 1).write()).isEqualTo(feed(List.of(), 1).write());
    }
}
