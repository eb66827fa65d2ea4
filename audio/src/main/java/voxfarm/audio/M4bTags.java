package voxfarm.audio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.audio.Box.Bytes;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/** Tags of a book as players of MP4 files read them: the list of items in {@code udta}. */
final class M4bTags {
    private static final int UTF8 = 1;
    private static final int JPEG = 13;
    private static final int PNG = 14;
    private static final int INTEGER = 21;

    /** A kind of media that shelves know. */
    private static final int AUDIOBOOK = 2;

    private final List<Box> items = new ArrayList<>();

    private M4bTags() {}

    /**
     * The box {@code meta}.
     *
     * @param track of a file of one chapter; empty of the whole book
     */
    static Box of(
            BookTags book, Optional<TrackTags> track, int priming, int remainder, long samples) {
        M4bTags tags = new M4bTags();
        tags.text("©nam", track.map(TrackTags::title).orElse(book.title()));
        track.ifPresent(one -> tags.place(one.number(), one.of()));
        tags.text("©alb", book.title());
        tags.text("©ART", book.author());
        tags.text("aART", book.author());
        tags.text("©wrt", book.narrator()); // where most shelves look for it
        tags.text("©nrt", book.narrator());
        tags.text("©mvn", book.seriesName());
        tags.text("©gen", BookTags.GENRE);
        tags.text("©day", book.date());
        tags.text("desc", book.description());
        tags.text("ldes", book.description());
        tags.text("©pub", book.publisher());
        tags.text("©cmt", BookTags.MACHINE_SPEECH);
        tags.text("©too", "Voxfarm");
        tags.number("stik", AUDIOBOOK);
        tags.number("pgap", 1); // no pause behind it
        tags.named("com.apple.iTunes", "iTunSMPB", gapless(priming, remainder, samples));
        tags.named("SERIES", book.seriesName());
        tags.named("SERIES-PART", book.seriesPart());
        tags.named("NARRATOR", book.narrator());
        tags.named("LANGUAGE", book.language());
        tags.named("com.apple.iTunes", BookTags.MACHINE_SPEECH_TAG, "yes");
        book.cover().ifPresent(tags::cover);
        Box handler = Box.of("hdlr", Bytes.full(0, 0).int32(0).latin("mdirappl").zeros(9));
        return Box.of("meta", List.of(handler, Box.of("ilst", tags.items)))
                .behind(Bytes.full(0, 0));
    }

    /** What is to be left out before and behind the sound, for players that know no edit lists. */
    private static String gapless(int priming, int remainder, long samples) {
        return String.format(
                " 00000000 %08X %08X %016X" + " 00000000".repeat(8), priming, remainder, samples);
    }

    private void text(String type, Optional<String> text) {
        text.ifPresent(value -> text(type, value));
    }

    private void text(String type, String text) {
        items.add(Box.of(type, data(UTF8, text.getBytes(StandardCharsets.UTF_8))));
    }

    private void number(String type, int value) {
        items.add(Box.of(type, data(INTEGER, new byte[] {(byte) value})));
    }

    /** The file among those of the book. */
    private void place(int number, int of) {
        Bytes place = new Bytes().int16(0).int16(number).int16(of).int16(0);
        items.add(Box.of("trkn", data(0, place.bytes())));
    }

    private void named(String name, Optional<String> text) {
        text.ifPresent(value -> named("com.apple.iTunes", name, value));
    }

    private void named(String domain, String name, String text) {
        items.add(
                Box.of(
                        "----",
                        Box.of("mean", Bytes.full(0, 0).utf8(domain)),
                        Box.of("name", Bytes.full(0, 0).utf8(name)),
                        data(UTF8, text.getBytes(StandardCharsets.UTF_8))));
    }

    private void cover(CoverImage cover) {
        int type = cover.kind() == CoverImage.Kind.PNG ? PNG : JPEG;
        items.add(Box.of("covr", data(type, cover.bytes())));
    }

    private static Box data(int type, byte[] value) {
        return Box.of("data", new Bytes().int32(type).int32(0).put(value));
    }
}
