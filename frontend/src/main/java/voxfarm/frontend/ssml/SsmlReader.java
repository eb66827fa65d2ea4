package voxfarm.frontend.ssml;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.language.Language;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.voice.Speaker;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.split.Unread;

/**
 * Reads a text in SSML: what is spoken, how, and with which pauses. What of it is not done is noted
 * with its place, and its text is read. Memory does not grow with the text. The iterator throws
 * {@link voxfarm.common.error.VoxfarmException} {@code INVALID_REQUEST} with line and column where
 * the text is no SSML, and {@link UncheckedIOException} where the reader fails. On one thread.
 */
public final class SsmlReader implements Iterator<SsmlItem> {
    private static final char NEXT_LINE = '\u0085';

    private final XmlTokens tokens;
    private final SsmlVoice voice;
    private final Notes notes;
    private final Stretch stretch;
    private final Deque<SsmlItem> ready = new ArrayDeque<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private Way way;
    private int hidden;
    private @Nullable Replaced replaced;
    private boolean allRead;

    /** An open element, and how the text before it was spoken. */
    private record Frame(SsmlElement element, Way before) {}

    /**
     * @param unread takes what is not done
     */
    public SsmlReader(Reader text, SsmlVoice voice, Unread unread) {
        this.tokens = new XmlTokens(text);
        this.voice = voice;
        this.notes = new Notes(unread);
        this.stretch = new Stretch(voice);
        this.way = Way.plain(voice.language());
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !allRead) {
            try {
                read(tokens.next());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public SsmlItem next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void read(XmlToken token) {
        switch (token) {
            case XmlToken.Open open -> open(open);
            case XmlToken.Close close -> close(close);
            case XmlToken.Text text -> text(text);
            case XmlToken.Instruction instruction -> notes.instruction(instruction);
            case XmlToken.End _ -> {
                stretch.cut(ready::add);
                allRead = true;
            }
        }
    }

    // text

    private void text(XmlToken.Text text) {
        if (hidden > 0) {
            return;
        }
        int c = text.codePoint();
        boolean control = c >= 0x7f && c <= 0x9f && c != NEXT_LINE;
        if (control) {
            notes.control(text);
            return;
        }
        int begin = text.place().offset();
        if (replaced == null) {
            plain(c, begin, text.end());
            return;
        }
        replaced.append(c, begin, text.end());
        if (replaced.isLong()) {
            notes.notDone(replaced.tag, "is for less text; it is read as it stands");
            giveBack(replaced.text());
            replaced = null;
        }
    }

    /** A character as it stands. */
    private void plain(int c, int begin, int end) {
        if (isBlank(c)) {
            stretch.blank(begin, end, c == '\n' || c == NEXT_LINE);
            return;
        }
        stretch.append(c, begin, end, way);
        cutLong();
    }

    private void cutLong() {
        if (stretch.isLong()) {
            stretch.cutFront(ready::add);
        }
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || c == NEXT_LINE;
    }

    private void giveBack(TracedText text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.text().codePointAt(i);
            int begin = text.begin(i);
            i += Character.charCount(c);
            plain(c, begin, text.span(i - 1, i).end());
        }
    }

    // elements

    private void open(XmlToken.Open tag) {
        SsmlElement element = frames.isEmpty() ? root(tag) : SsmlElement.of(tag);
        if (element == SsmlElement.EXTERNAL) {
            throw XmlTokens.fault(
                    tag.place(),
                    "<%s> names another document, and none is read beside the text; readings may"
                            + " stand in the request's dictionary",
                    tag.name());
        }
        if (replaced != null && hidden == 0) {
            notes.notDone(tag, "has no effect within <" + replaced.tag.name() + ">");
            element = SsmlElement.OTHER;
        }
        frames.push(new Frame(element, way));
        if (element == SsmlElement.HIDDEN || hidden > 0) {
            hidden++;
            return;
        }
        if (replaced == null) {
            begin(element, tag);
        }
    }

    private SsmlElement root(XmlToken.Open tag) {
        if (!tag.name().equals("speak")) {
            throw XmlTokens.fault(tag.place(), "expected <speak>, was <%s>", tag.name());
        }
        return SsmlElement.SPEAK;
    }

    private void begin(SsmlElement element, XmlToken.Open tag) {
        tag.attribute("xml:lang").ifPresent(value -> language(tag, value));
        switch (element) {
            case SPEAK -> notes.attributes(tag);
            case PARAGRAPH -> {
                notes.attributes(tag);
                ended(PauseKind.PARAGRAPH, tag.place().offset());
            }
            case SENTENCE -> {
                notes.attributes(tag);
                ended(PauseKind.SENTENCE, tag.place().offset());
            }
            case BREAK -> pause(tag);
            case PROSODY -> prosody(tag);
            case SUB, SAY_AS, PHONEME -> {
                notes.attributes(tag, "alias", "interpret-as", "format", "alphabet", "ph");
                replaced = new Replaced(tag, element, frames.size());
            }
            case VOICE -> voice(tag);
            case LANG -> {
                notes.attributes(tag);
                if (tag.attribute("xml:lang").isEmpty()) {
                    notes.notDone(
                            tag, "names no language in xml:lang; its text is read as the rest");
                }
            }
            case WORD -> notes.attributes(tag);
            case LINE -> stretch.blank(tag.place().offset(), tag.end(), true);
            case OTHER -> notes.notDone(tag, "has no effect; its text is read");
            case HIDDEN, EXTERNAL -> throw new IllegalStateException(tag.name());
        }
    }

    private void close(XmlToken.Close tag) {
        Frame frame = frames.pop();
        if (hidden > 0) {
            hidden--;
            return;
        }
        Replaced content = replaced;
        if (content != null) {
            if (frames.size() < content.depth) {
                replaced = null;
                replace(content, tag.place().offset());
                way = frame.before();
            }
            return;
        }
        if (frame.element() == SsmlElement.PARAGRAPH) {
            ended(PauseKind.PARAGRAPH, tag.place().offset());
        } else if (frame.element() == SsmlElement.SENTENCE) {
            ended(PauseKind.SENTENCE, tag.place().offset());
        }
        way = frame.before();
    }

    private void ended(PauseKind kind, int offset) {
        if (voice.sentences()) {
            hardCut(SsmlItem.Gap.of(kind));
        } else {
            stretch.blank(offset, offset, true);
        }
    }

    private void hardCut(SsmlItem.Gap gap) {
        stretch.cut(ready::add);
        ready.add(gap);
    }

    private void pause(XmlToken.Open tag) {
        notes.attributes(tag, "time", "strength");
        Optional<Double> time = tag.attribute("time").flatMap(SsmlValues::time);
        Optional<Double> strength =
                tag.attribute("strength").flatMap(v -> SsmlValues.strength(v, voice.pauses()));
        notes.refuseValue(tag, "time", time.isPresent());
        notes.refuseValue(tag, "strength", strength.isPresent());
        double seconds =
                time.or(() -> strength).orElseGet(() -> voice.pauses().seconds(PauseKind.SENTENCE));
        boolean within = !stretch.isEmpty() && !stretch.endsSentence();
        if (seconds == 0 && within) {
            stretch.blank(tag.place().offset(), tag.end(), false);
            return; // nothing is there to be taken away
        }
        hardCut(SsmlItem.Gap.of(seconds));
    }

    private void prosody(XmlToken.Open tag) {
        notes.attributes(tag, "rate", "volume");
        Optional<Double> rate = tag.attribute("rate").flatMap(SsmlValues::rate);
        Optional<Double> volume = tag.attribute("volume").flatMap(SsmlValues::volume);
        notes.refuseValue(tag, "rate", rate.isPresent());
        notes.refuseValue(tag, "volume", volume.isPresent());
        Way asked =
                new Way(
                        way.rate() * rate.orElse(1.0),
                        way.gainDb() + volume.orElse(0.0),
                        way.speaker(),
                        way.language());
        way = way.faster(rate.orElse(1.0)).louder(volume.orElse(0.0));
        if (asked.rate() != way.rate()) {
            notes.notDone(tag, "asks for a rate beyond 10% to 1000%; the nearest is taken");
        }
        if (asked.gainDb() > way.gainDb()) {
            notes.notDone(tag, "asks for more than 24 dB; that is taken");
        }
    }

    private void voice(XmlToken.Open tag) {
        notes.attributes(tag, "name");
        Optional<String> name = tag.attribute("name");
        if (name.isEmpty()) {
            if (tag.attribute("xml:lang").isEmpty()) {
                notes.notDone(tag, "names no speaker; its text is read as the rest");
            }
            return;
        }
        Optional<Speaker> speaker = voice.named(name.get());
        if (speaker.isEmpty()) {
            notes.notDone(
                    tag,
                    "name="
                            + Notes.shown(name.get())
                            + " is no speaker of voice "
                            + voice.name()
                            + ", and one request has one voice; its text is read as the rest");
            return;
        }
        way = way.by(speaker.filter(other -> !other.equals(voice.speaker())));
    }

    private void language(XmlToken.Open tag, String value) {
        if (value.isBlank()) {
            way = way.in(voice.language());
            return;
        }
        Optional<Language> language = Language.ofTag(value.strip());
        if (language.filter(voice.spoken()::contains).isPresent()) {
            way = way.in(language.get());
            return;
        }
        notes.notDone(
                tag,
                "xml:lang="
                        + Notes.shown(value)
                        + " is no language that voice "
                        + voice.name()
                        + " speaks; its text is read as "
                        + way.language());
    }

    // what is read as another

    private void replace(Replaced content, int end) {
        TracedText text = content.text();
        String word = text.text().strip().replaceAll("\\s+", " ");
        int begin = content.tag.end() > end ? content.tag.place().offset() : content.tag.end();
        int behind = Math.max(begin, end);
        if (!text.text().isEmpty() && isBlank(text.charAt(0))) {
            stretch.blank(begin, begin, false);
        }
        switch (content.said(word, way.language(), notes)) {
            case Replaced.Said.AsItIs _ -> giveBack(text);
            case Replaced.Said.Marked(String mark) ->
                    stretch.append(word, mark, begin, behind, way);
            case Replaced.Said.Otherwise(String words) -> otherwise(words, begin, behind);
        }
        cutLong();
        if (!text.text().isEmpty() && isBlank(text.charAt(text.length() - 1))) {
            stretch.blank(end, end, false);
        }
    }

    private void otherwise(String words, int begin, int end) {
        words.codePoints()
                .forEach(c -> {
                    if (isBlank(c)) {
                        stretch.blank(begin, end, false);
                    } else {
                        stretch.append(c, begin, end, way);
                    }
                });
    }
}
