package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.Span;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;
import voxfarm.frontend.ja.JapaneseFigures;

/** Speaks a text in several languages: each stretch by its front end, all in one. Stateless. */
public final class MixedSpeech {
    private static final int FULL_WIDTH = 0xfee0;

    private MixedSpeech() {}

    /**
     * What of a voice decides how a text is spoken.
     *
     * @param spoken its languages
     * @param asOriginal whether what its front ends pass over is left out, as the original does
     */
    public record Voice(TextRules rules, List<Language> spoken, boolean asOriginal) {
        public Voice {
            spoken = List.copyOf(spoken);
        }
    }

    /**
     * How a text is spoken, in one run a stretch; stretches without a phone are in none. English
     * words are spoken by voices without English as their language can.
     *
     * @param stretches up to the end of the text, at least one
     * @throws voxfarm.common.error.VoxfarmException {@code UNSUPPORTED} if there is no front end
     *     for a language
     */
    public static SpokenText speak(
            FrontEnds all,
            String text,
            List<LanguageRun> stretches,
            Voice voice,
            Readings readings) {
        List<SpokenText.Run> runs = new ArrayList<>();
        List<SpokenText.NotSpoken> notSpoken = new ArrayList<>();
        int begin = 0;
        for (LanguageRun stretch : stretches) {
            Language language = stretch.language();
            String words = text.substring(begin, stretch.end());
            TracedText seen =
                    voice.asOriginal()
                            ? TracedText.of(words)
                            : seen(all, words, language, stretches.size() > 1, voice, readings);
            SpokenText one =
                    all.get(language).speak(seen.text(), language, voice.rules(), readings);
            for (SpokenText.Run run : one.runs()) {
                runs.add(moved(run, seen, words, begin));
            }
            for (SpokenText.NotSpoken left : one.notSpoken()) {
                notSpoken.add(
                        new SpokenText.NotSpoken(left.text(), moved(left.span(), seen, begin)));
            }
            begin = stretch.end();
        }
        List<SpokenText.Run> heard = runs.stream().filter(MixedSpeech::hasPhones).toList();
        return new SpokenText(heard.isEmpty() ? List.of(runs.getFirst()) : heard, notSpoken);
    }

    /**
     * What the front end of a language sees of a text.
     *
     * @param among whether texts of other languages stand around it
     */
    private static TracedText seen(
            FrontEnds all,
            String text,
            Language language,
            boolean among,
            Voice voice,
            Readings readings) {
        if (language.equals(Language.EN)) {
            return among
                    ? new EnglishInText(all.get(language)).written(halfWidth(text), readings)
                    : TracedText.of(text);
        }
        if (!LanguageSplitter.isEastern(language)) {
            return TracedText.of(text);
        }
        boolean letters = language.equals(Language.JP) && voice.rules().japaneseByPhrase();
        // a text of Latin letters alone is in no language of the voice: it is refused, or named
        boolean foreign =
                !letters
                        && !voice.spoken().contains(Language.EN)
                        && text.codePoints().anyMatch(c -> Atoms.kind(c) == Atom.Kind.LATIN)
                        && (among || text.codePoints().anyMatch(MixedSpeech::isEastern));
        TracedText signs = SpokenSigns.written(text, language);
        if (language.equals(Language.JP)) {
            signs = JapaneseFigures.written(signs, readings);
        }
        return foreign
                ? new ForeignWords(all.get(Language.EN)).written(signs, language, readings)
                : signs;
    }

    private static boolean isEastern(int c) {
        Atom.Kind kind = Atoms.kind(c);
        return kind == Atom.Kind.HAN || kind == Atom.Kind.KANA;
    }

    private static boolean hasPhones(SpokenText.Run run) {
        return !Set.of(SpokenText.END).containsAll(run.phones());
    }

    /** Letters and digits as English has them, one for one. */
    private static String halfWidth(String text) {
        StringBuilder half = new StringBuilder(text);
        for (int i = 0; i < half.length(); i++) {
            char c = half.charAt(i);
            if (c > 0xff00 && c < 0xff5f && Character.isLetterOrDigit(c)) {
                half.setCharAt(i, (char) (c - FULL_WIDTH));
            }
        }
        return half.toString();
    }

    /** With spans of the caller's text; a word in place of another is known by its characters. */
    private static SpokenText.Run moved(SpokenText.Run run, TracedText seen, String words, int by) {
        List<SpokenText.Word> moved = new ArrayList<>();
        for (SpokenText.Word word : run.words()) {
            Span span = seen.span(word.span().begin(), word.span().end());
            boolean foreign =
                    span.end() > span.begin()
                            && Atoms.kind(words.codePointAt(span.begin())) == Atom.Kind.LATIN
                            && !seen.text().equals(words)
                            && (!run.language().equals(Language.EN)
                                    || word.source() == SpokenText.Source.INLINE);
            moved.add(
                    new SpokenText.Word(
                            word.text(),
                            new Span(span.begin() + by, span.end() + by),
                            word.tokens(),
                            word.tag(),
                            word.read(),
                            word.spoken(),
                            foreign ? SpokenText.Source.LETTERS : word.source()));
        }
        return new SpokenText.Run(
                run.language(),
                run.bertText(),
                run.bertByWord(),
                run.phones(),
                run.tones(),
                run.word2ph(),
                moved);
    }

    private static Span moved(Span span, TracedText seen, int by) {
        Span own = seen.span(span.begin(), span.end());
        return new Span(own.begin() + by, own.end() + by);
    }
}
