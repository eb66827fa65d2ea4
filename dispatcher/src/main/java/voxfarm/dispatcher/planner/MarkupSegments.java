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
import voxfarm.frontend.mixed.MixedText;
import voxfarm.frontend.mixed.OriginalMarkup;
import voxfarm.frontend.mixed.SpeakerMarkup;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.SentenceSplitter;

/**
 * The segments of a text that names its speakers and languages. Parts of one speaker are one
 * utterance until a sentence ends, a bar cuts or the voice's limit is reached.
 */
final class MarkupSegments {
    private static final String SENTENCE_ENDS = "。．！？!?.…;；\n";
    private static final String OPEN_END = "\"'”’」』）)]】》";

    private final PrintableReader whole;
    private final SpeechSettings settings;
    private final SplitSettings split;
    private final VoiceManifest voice;
    private final List<Language> spoken;
    private final Optional<LanguageSplitter> splitter;
    private final Language own;
    private final List<Utterance> utterances = new ArrayList<>();

    /** Whether the next part begins a new utterance. */
    private boolean cut = true;

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

        /** Says where the words come from that are added next: they are a copy. */
        void comesFrom(TextSpan span) {
            from.add(new TextSpan.Piece(text.length(), span.begin(), OptionalInt.empty()));
            end = span.end();
        }

        TextSpan span() {
            return new TextSpan(from.getFirst().begin(), end, from.size() == 1 ? List.of() : from);
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
     */
    MarkupSegments(
            PrintableReader whole,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            List<Language> spoken,
            Optional<LanguageSplitter> splitter,
            Language own) {
        this.whole = whole;
        this.settings = settings;
        this.split = split;
        this.voice = voice;
        this.spoken = List.copyOf(spoken);
        this.splitter = splitter;
        this.own = own;
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} for a speaker or a language that the voice
     *     has not
     */
    Iterator<PlannedSegment> of(String text) {
        for (SpeakerMarkup.Turn turn :
                SpeakerMarkup.turns(text, name -> voice.speaker(name).isPresent())) {
            Manner manner = manner(turn.speaker());
            cut = true;
            for (SpeakerMarkup.Part part : turn.parts()) {
                part.language().ifPresent(this::check);
                boolean first = true;
                for (Bars.Part stretch : Bars.cut(part.text())) {
                    cut |= !first;
                    first = false;
                    add(stretch.text(), part.begin() + stretch.begin(), part.language(), manner);
                }
            }
        }
        return planned();
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
                    int begin = call.begins().get(i);
                    one.comesFrom(whole.span(begin, begin + call.texts().get(i).length()));
                    one.text.append(call.texts().get(i));
                    end += call.texts().get(i).length();
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
                utterances.add(one);
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

    /**
     * @param begin of the stretch in the whole text
     */
    private void add(String stretch, int begin, Optional<Language> language, Manner manner) {
        boolean sentences = split.mode() != SplitSettings.Mode.NONE;
        for (SentenceSplitter.Piece piece :
                SentenceSplitter.split(stretch, sentences, voice.maxSegmentCharacters())) {
            MixedText.Languages languages = languages(piece.text(), language);
            Utterance into = next(piece.text(), manner);
            if (!into.text.isEmpty()
                    && isWord(into.text.charAt(into.text.length() - 1))
                    && isWord(piece.text().charAt(0))) {
                into.add(" ", into.runs.getLast().language(), List.of());
            }
            into.comesFrom(whole.span(begin + piece.span().begin(), begin + piece.span().end()));
            into.add(piece.text(), languages.language(), languages.runs());
            into.pause = piece.pause();
            cut = ends(piece.text());
        }
    }

    private MixedText.Languages languages(String text, Optional<Language> named) {
        return splitter.map(known ->
                        known.look(text, named.orElse(own), named.isPresent())
                                .languages(named.filter(LanguageSplitter::isEastern)))
                .orElseGet(() -> new MixedText.Languages(named.orElse(own), List.of()));
    }

    /** The utterance that a piece is a part of. */
    private Utterance next(String piece, Manner manner) {
        boolean full =
                !utterances.isEmpty()
                        && utterances.getLast().text.length() + 1 + piece.length()
                                > voice.maxSegmentCharacters();
        if (cut || full) {
            utterances.add(new Utterance(manner));
        }
        return utterances.getLast();
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

    private Iterator<PlannedSegment> planned() {
        List<Utterance> all =
                utterances.stream().filter(one -> Planner.speakable(one.text.toString())).toList();
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
