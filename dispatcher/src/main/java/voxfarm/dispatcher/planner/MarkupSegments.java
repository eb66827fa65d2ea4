package voxfarm.dispatcher.planner;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.LanguageRuns;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.mixed.LanguageSplitter;
import voxfarm.frontend.mixed.LanguageWindow;
import voxfarm.frontend.mixed.MixedText;
import voxfarm.frontend.mixed.OriginalMarkup;
import voxfarm.frontend.mixed.SpeakerMarkup;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Unread;

/**
 * The segments of a text that names its speakers and languages. Parts of one speaker are one
 * utterance until a sentence or a paragraph ends, a bar cuts or the voice's limit is reached.
 */
final class MarkupSegments {
    private static final String SENTENCE_ENDS = "。．！？!?.…;；\n";
    private static final String OPEN_END = "\"'”’」』）)]】》";

    /** Behind these a word goes on, whatever tag stands between. */
    private static final String BEFORE_WORDS = "([{“‘-/_@#$";

    private final PrintableReader whole;
    private final SpeechSettings settings;
    private final SplitSettings split;
    private final VoiceManifest voice;
    private final List<Language> spoken;
    private final Optional<LanguageSplitter> splitter;
    private final Language own;
    private final Unread unread;
    private final List<Utterance> utterances = new ArrayList<>();

    /** A bar or a name stood behind the last piece. */
    private boolean cut = true;

    /** Of the text so far. */
    private int turns;

    /** The last piece that is in an utterance. */
    private Optional<Said> before = Optional.empty();

    /**
     * A piece that somebody says.
     *
     * @param from what it comes from in the caller's text
     * @param language that the text names for it
     * @param turn which of the text's turns it is of
     * @param cut whether a bar or a name stands before it
     * @param open whether only a tag or a bar ends it, and no sentence
     */
    private record Said(
            SentenceSplitter.Piece piece,
            TextSpan from,
            Optional<Language> language,
            Manner manner,
            int turn,
            boolean cut,
            boolean open) {
        /** Whether what follows may be the same utterance. */
        boolean goesOn() {
            return open
                    || piece.pause().isEmpty()
                    || piece.pause().equals(Optional.of(PauseKind.CLAUSE));
        }
    }

    /** What is spoken at once, as far as it is known. */
    private static final class Utterance {
        private final Manner manner;
        private final StringBuilder text = new StringBuilder();
        private final List<LanguageRun> runs = new ArrayList<>();
        private final List<TextSpan.Piece> from = new ArrayList<>();
        private Optional<PauseKind> pause = Optional.empty();
        private int end;

        Utterance(Manner manner) {
            this.manner = manner;
        }

        /** Says where the words come from that are added next. */
        void comesFrom(TextSpan span) {
            if (span.pieces().isEmpty()) {
                from.add(new TextSpan.Piece(text.length(), span.begin(), OptionalInt.empty()));
            }
            for (TextSpan.Piece piece : span.pieces()) {
                from.add(
                        new TextSpan.Piece(text.length() + piece.at(), piece.begin(), piece.end()));
            }
            end = span.end();
        }

        TextSpan span() {
            boolean copy = from.size() == 1 && from.getFirst().end().isEmpty();
            return new TextSpan(from.getFirst().begin(), end, copy ? List.of() : from);
        }

        void add(String words, Language language, List<LanguageRun> within) {
            int begin = text.length();
            text.append(words);
            if (within.isEmpty()) {
                add(language, text.length());
            }
            within.forEach(run -> add(run.language(), begin + run.end()));
        }

        private void add(Language language, int end) {
            if (!runs.isEmpty() && runs.getLast().language().equals(language)) {
                runs.removeLast();
            }
            runs.add(new LanguageRun(language, end));
        }
    }

    /**
     * @param whole which has read the text
     * @param splitter where the voice speaks several languages
     * @param own language of what shows none
     * @param unread takes what no voice can speak
     */
    MarkupSegments(
            PrintableReader whole,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            List<Language> spoken,
            Optional<LanguageSplitter> splitter,
            Language own,
            Unread unread) {
        this.whole = whole;
        this.settings = settings;
        this.split = split;
        this.voice = voice;
        this.spoken = List.copyOf(spoken);
        this.splitter = splitter;
        this.own = own;
        this.unread = unread;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} for a speaker or a language that the voice
     *     has not
     */
    Iterator<PlannedSegment> of(String text) {
        List<Said> said = new ArrayList<>();
        for (SpeakerMarkup.Turn turn :
                SpeakerMarkup.turns(text, name -> voice.speaker(name).isPresent())) {
            Manner manner = manner(turn.speaker());
            cut = true;
            turns++;
            for (SpeakerMarkup.Part part : turn.parts()) {
                part.language().ifPresent(this::check);
                read(part, manner, said);
            }
        }
        addAll(said);
        return planned();
    }

    /** The pieces of a part; bars at its ends cut as those within it. */
    private void read(SpeakerMarkup.Part part, Manner manner, List<Said> into) {
        int end = 0;
        for (Bars.Part stretch : Bars.cut(part.text())) {
            cut |= hasBar(part.text(), end, stretch.begin());
            end = stretch.begin() + stretch.text().length();
            read(stretch, part, manner, into);
        }
        cut |= hasBar(part.text(), end, part.text().length());
    }

    /** Whether a bar is among the blanks and bars between two stretches. */
    private static boolean hasBar(String text, int from, int to) {
        int bar = text.indexOf('|', from);
        return bar >= 0 && bar < to;
    }

    private void read(Bars.Part stretch, SpeakerMarkup.Part part, Manner manner, List<Said> into) {
        boolean sentences = split.mode() != SplitSettings.Mode.NONE;
        List<SentenceSplitter.Piece> pieces =
                SentenceSplitter.split(stretch.text(), sentences, voice.maxSegmentCharacters());
        int begin = part.begin() + stretch.begin();
        for (int i = 0; i < pieces.size(); i++) {
            SentenceSplitter.Piece piece = pieces.get(i);
            into.add(
                    new Said(
                            piece,
                            whole.span(begin + piece.span().begin(), begin + piece.span().end()),
                            part.language(),
                            manner,
                            turns,
                            cut,
                            i == pieces.size() - 1 && !ends(piece.text())));
            cut = false;
        }
    }

    private void addAll(List<Said> said) {
        if (splitter.isEmpty()) {
            said.forEach(one ->
                    add(one, new MixedText.Languages(one.language().orElse(own), List.of())));
            return;
        }
        new LanguageWindow<>(said.iterator(), this::look)
                .forEachRemaining(decided -> add(decided.item(), decided.languages()));
    }

    private MixedText look(Said said) {
        return splitter.orElseThrow()
                .look(
                        said.piece().text(),
                        said.language().orElse(own),
                        said.language().isPresent());
    }

    /**
     * As the original's page cuts it, but that each speaker is heard.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it would not speak it, or not at once
     */
    Iterator<PlannedSegment> asOriginal(String text, TextRules rules) {
        if (!OriginalMarkup.isValid(text)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "text: expected [speaker]<zh>words as the original has it; without compat any"
                            + " text is spoken");
        }
        for (OriginalMarkup.Speech speech : OriginalMarkup.speeches(text)) {
            Manner manner = manner(Optional.of(speech.speaker()));
            for (OriginalMarkup.Call call : OriginalMarkup.calls(List.of(speech))) {
                Utterance one = new Utterance(manner);
                int end = 0;
                for (int i = 0; i < call.texts().size(); i++) {
                    Language language = Language.ofName(call.languages().get(i));
                    check(language);
                    String words = call.texts().get(i);
                    if (words.isEmpty()) {
                        continue; // a tag with nothing but blanks behind it
                    }
                    int begin = call.begins().get(i);
                    one.comesFrom(whole.span(begin, begin + words.length()));
                    one.text.append(words);
                    end += words.length();
                    one.runs.add(new LanguageRun(language, end));
                }
                if (end > voice.maxSegmentCharacters()) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "text: expected at most %d characters between bars and speakers where"
                                    + " it is spoken as the original does, was %d",
                            voice.maxSegmentCharacters(),
                            end);
                }
                if (end > 0) {
                    utterances.add(one);
                }
            }
        }
        return planned();
    }

    private Manner manner(Optional<String> name) {
        if (name.isEmpty()) {
            return Manner.PLAIN;
        }
        Speaker speaker =
                voice.speaker(name.get().strip())
                        .orElseThrow(() ->
                                Planner.unknownSpeaker("text", Problems.quote(name.get()), voice));
        return speaker.name().equals(settings.speaker())
                ? Manner.PLAIN
                : new Manner(1, 0, Optional.of(speaker), 0);
    }

    private void check(Language language) {
        if (!spoken.contains(language)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "text: expected tags of languages that voice %s speaks (%s), was <%s>",
                    voice.voice(),
                    Planner.names(spoken),
                    language.code().toLowerCase(Locale.ROOT));
        }
    }

    private void add(Said said, MixedText.Languages languages) {
        String words = said.piece().text();
        Utterance into = next(said);
        if (!into.text.isEmpty() && isApart(into.text.charAt(into.text.length() - 1), words)) {
            into.add(" ", into.runs.getLast().language(), List.of());
        }
        into.comesFrom(said.from());
        into.add(words, languages.language(), languages.runs());
        into.pause = said.piece().pause();
        before = Optional.of(said);
    }

    /** The utterance that a piece is a part of. */
    private Utterance next(Said said) {
        boolean goesOn = !said.cut() && before.filter(Said::goesOn).isPresent();
        boolean full =
                goesOn
                        && utterances.getLast().text.length() + 1 + said.piece().text().length()
                                > voice.maxSegmentCharacters();
        if (goesOn && !full) {
            return utterances.getLast();
        }
        if (before.filter(one -> one.open() && one.turn() == said.turn()).isPresent()) {
            utterances.getLast().pause = Optional.empty(); // a bar cuts, or the limit
        }
        utterances.add(new Utterance(said.manner()));
        return utterances.getLast();
    }

    /** Whether a blank parts what was there from the words behind it. */
    private static boolean isApart(char before, String words) {
        return isWord(words.charAt(0)) && before < 0x2e80 && BEFORE_WORDS.indexOf(before) < 0;
    }

    private static boolean isWord(char c) {
        return c < 0x2e80 && Character.isLetterOrDigit(c);
    }

    private static boolean ends(String text) {
        int at = text.length() - 1;
        while (at > 0 && OPEN_END.indexOf(text.charAt(at)) >= 0) {
            at--;
        }
        return SENTENCE_ENDS.indexOf(text.charAt(at)) >= 0;
    }

    /** What is left out is named, and what ended behind it ends behind the one before. */
    private List<Utterance> speakable() {
        List<Utterance> all = new ArrayList<>();
        for (Utterance one : utterances) {
            if (Planner.speakable(one.text.toString())) {
                all.add(one);
                continue;
            }
            unread.piece(one.text.toString(), one.span());
            if (!all.isEmpty()) {
                Optional<PauseKind> there = all.getLast().pause;
                all.getLast().pause =
                        one.pause.map(kind -> there.map(kind::or).orElse(kind)).or(() -> there);
            }
        }
        return all;
    }

    private Iterator<PlannedSegment> planned() {
        List<Utterance> all = speakable();
        PartCutter parts = new PartCutter(settings.scales().lengthScale());
        List<PlannedSegment> planned = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Utterance one = all.get(i);
            boolean last = i == all.size() - 1;
            Segment segment =
                    new Segment(
                            i,
                            one.text.toString(),
                            one.runs.getFirst().language(),
                            last ? 0.0 : one.pause.map(split.pauses()::seconds).orElse(0.0),
                            one.manner,
                            Optional.of(one.span()),
                            one.runs.size() > 1
                                    ? new LanguageRuns(one.runs, split.asOriginal())
                                    : split.asOriginal()
                                            ? LanguageRuns.ORIGINAL_ALONE
                                            : LanguageRuns.NONE);
            planned.add(new PlannedSegment(segment, parts.partOf(segment)));
        }
        return planned.iterator();
    }
}
