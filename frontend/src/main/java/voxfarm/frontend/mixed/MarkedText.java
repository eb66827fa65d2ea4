package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.TextSpan;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Speakable;
import voxfarm.frontend.split.Unread;

/**
 * What is spoken at once of a text that names its speakers and languages. Parts of one speaker are
 * one utterance until a sentence or a paragraph ends, a bar cuts or the voice's limit is reached.
 * On one thread, for one text.
 */
public final class MarkedText {
    private static final String SENTENCE_ENDS = "。．！？!?.…;；\n";
    private static final String OPEN_END = "\"'”’」』）)]】》";

    /** Behind these a word goes on, whatever tag stands between. */
    private static final String BEFORE_WORDS = "([{“‘-/_@#$";

    private final Cut how;
    private final List<Draft> drafts = new ArrayList<>();

    /** A bar or a name stood behind the last piece. */
    private boolean cut = true;

    /** Of the text so far. */
    private int turns;

    /** The last piece that is in an utterance. */
    private Optional<Said> before = Optional.empty();

    /** Where a stretch of the text comes from. */
    @FunctionalInterface
    public interface Origin {
        TextSpan span(int begin, int end);
    }

    /**
     * How a text is cut.
     *
     * @param origin of the text's characters
     * @param sentences whether each is one utterance, or a line is
     * @param maxCharacters of an utterance
     * @param splitter where the voice speaks several languages
     * @param own language of what shows none
     */
    public record Cut(
            Origin origin,
            boolean sentences,
            int maxCharacters,
            Optional<LanguageSplitter> splitter,
            Language own) {}

    /**
     * What is spoken at once.
     *
     * @param speaker as the text names it; empty before the first name
     * @param runs at least one, up to the end of the text
     * @param span of it in the caller's text
     * @param pause behind it; empty where a bar or the limit cuts
     */
    public record Utterance(
            Optional<String> speaker,
            String text,
            List<LanguageRun> runs,
            TextSpan span,
            Optional<PauseKind> pause) {
        public Utterance {
            runs = List.copyOf(runs);
        }

        private Utterance endingAs(Optional<PauseKind> more) {
            Optional<PauseKind> longer =
                    more.map(kind -> pause.map(kind::or).orElse(kind)).or(() -> pause);
            return new Utterance(speaker, text, runs, span, longer);
        }
    }

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
            Optional<String> speaker,
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

    /** An utterance, as far as it is known. */
    private static final class Draft {
        private final Optional<String> speaker;
        private final StringBuilder text = new StringBuilder();
        private final List<LanguageRun> runs = new ArrayList<>();
        private final List<TextSpan.Piece> from = new ArrayList<>();
        private Optional<PauseKind> pause = Optional.empty();
        private int end;

        Draft(Optional<String> speaker) {
            this.speaker = speaker;
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

        Utterance finished() {
            boolean copy = from.size() == 1 && from.getFirst().end().isEmpty();
            return new Utterance(
                    speaker,
                    text.toString(),
                    runs,
                    new TextSpan(from.getFirst().begin(), end, copy ? List.of() : from),
                    pause);
        }
    }

    private MarkedText(Cut how) {
        this.how = how;
    }

    /**
     * The utterances of a text, in order.
     *
     * @param all what the text's speakers say
     */
    public static List<Utterance> utterances(List<SpeakerMarkup.Turn> all, Cut how) {
        MarkedText text = new MarkedText(how);
        List<Said> said = new ArrayList<>();
        for (SpeakerMarkup.Turn turn : all) {
            text.cut = true;
            text.turns++;
            turn.parts().forEach(part -> text.read(part, turn.speaker(), said));
        }
        text.addAll(said);
        return text.drafts.stream().map(Draft::finished).toList();
    }

    /**
     * As the original's page cuts a text: all between bars and speakers at once, whatever its
     * length, without pauses.
     */
    public static List<Utterance> asOriginal(List<OriginalMarkup.Speech> speeches, Origin origin) {
        List<Utterance> all = new ArrayList<>();
        for (OriginalMarkup.Speech speech : speeches) {
            for (OriginalMarkup.Call call : OriginalMarkup.calls(List.of(speech))) {
                Draft one = new Draft(Optional.of(speech.speaker()));
                for (int i = 0; i < call.texts().size(); i++) {
                    String words = call.texts().get(i);
                    if (words.isEmpty()) {
                        continue; // a tag with nothing but blanks behind it
                    }
                    int begin = call.begins().get(i);
                    one.comesFrom(origin.span(begin, begin + words.length()));
                    one.text.append(words);
                    one.runs.add(
                            new LanguageRun(
                                    Language.ofName(call.languages().get(i)), one.text.length()));
                }
                if (!one.runs.isEmpty()) {
                    all.add(one.finished());
                }
            }
        }
        return all;
    }

    /**
     * Those that say something; what ended behind others ends behind the one before.
     *
     * @param unread takes what no voice can speak
     */
    public static List<Utterance> speakable(List<Utterance> utterances, Unread unread) {
        List<Utterance> all = new ArrayList<>();
        for (Utterance one : utterances) {
            if (Speakable.isIn(one.text())) {
                all.add(one);
                continue;
            }
            unread.piece(one.text(), one.span());
            if (!all.isEmpty()) {
                all.add(all.removeLast().endingAs(one.pause()));
            }
        }
        return all;
    }

    /** The pieces of a part; bars at its ends cut as those within it. */
    private void read(SpeakerMarkup.Part part, Optional<String> speaker, List<Said> into) {
        int end = 0;
        for (Bars.Part stretch : Bars.cut(part.text())) {
            cut |= hasBar(part.text(), end, stretch.begin());
            end = stretch.begin() + stretch.text().length();
            read(stretch, part, speaker, into);
        }
        cut |= hasBar(part.text(), end, part.text().length());
    }

    /** Whether a bar is among the blanks and bars between two stretches. */
    private static boolean hasBar(String text, int from, int to) {
        int bar = text.indexOf('|', from);
        return bar >= 0 && bar < to;
    }

    private void read(
            Bars.Part stretch, SpeakerMarkup.Part part, Optional<String> speaker, List<Said> into) {
        List<SentenceSplitter.Piece> pieces =
                SentenceSplitter.split(stretch.text(), how.sentences(), how.maxCharacters());
        int begin = part.begin() + stretch.begin();
        for (int i = 0; i < pieces.size(); i++) {
            SentenceSplitter.Piece piece = pieces.get(i);
            into.add(
                    new Said(
                            piece,
                            how.origin()
                                    .span(begin + piece.span().begin(), begin + piece.span().end()),
                            part.language(),
                            speaker,
                            turns,
                            cut,
                            i == pieces.size() - 1 && !ends(piece.text())));
            cut = false;
        }
    }

    private void addAll(List<Said> said) {
        if (how.splitter().isEmpty()) {
            said.forEach(one ->
                    add(one, new MixedText.Languages(one.language().orElse(how.own()), List.of())));
            return;
        }
        new LanguageWindow<>(said.iterator(), this::look)
                .forEachRemaining(decided -> add(decided.item(), decided.languages()));
    }

    private MixedText look(Said said) {
        return how.splitter()
                .orElseThrow()
                .look(
                        said.piece().text(),
                        said.language().orElse(how.own()),
                        said.language().isPresent()
                                ? LanguageSplitter.Asked.OF_STRETCH
                                : LanguageSplitter.Asked.NOT);
    }

    private void add(Said said, MixedText.Languages languages) {
        String words = said.piece().text();
        Draft into = next(said);
        if (!into.text.isEmpty() && isApart(into.text.charAt(into.text.length() - 1), words)) {
            into.add(" ", into.runs.getLast().language(), List.of());
        }
        into.comesFrom(said.from());
        into.add(words, languages.language(), languages.runs());
        into.pause = said.piece().pause();
        before = Optional.of(said);
    }

    /** The utterance that a piece is a part of. */
    private Draft next(Said said) {
        boolean goesOn = !said.cut() && before.filter(Said::goesOn).isPresent();
        boolean full =
                goesOn
                        && drafts.getLast().text.length() + 1 + said.piece().text().length()
                                > how.maxCharacters();
        if (goesOn && !full) {
            return drafts.getLast();
        }
        if (before.filter(one -> one.open() && one.turn() == said.turn()).isPresent()) {
            drafts.getLast().pause = Optional.empty(); // a bar cuts, or the limit
        }
        drafts.add(new Draft(said.speaker()));
        return drafts.getLast();
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
}
