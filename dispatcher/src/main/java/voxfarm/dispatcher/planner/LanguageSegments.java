package voxfarm.dispatcher.planner;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.LanguageRuns;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.mixed.LanguageSplitter;
import voxfarm.frontend.mixed.LanguageWindow;
import voxfarm.frontend.mixed.MixedText;
import voxfarm.frontend.mixed.OriginalLanguages;

/** The segments of a plan with the languages of their texts, as they are asked for. */
final class LanguageSegments {
    private LanguageSegments() {}

    /**
     * By what their texts and those around them show.
     *
     * @param own language of segments whose text says nothing else
     * @param asked whether the caller asked for it
     */
    static Iterator<PlannedSegment> decided(
            Iterator<PlannedSegment> segments,
            LanguageSplitter splitter,
            Language own,
            boolean asked) {
        LanguageWindow<PlannedSegment> window =
                new LanguageWindow<>(
                        segments, planned -> look(planned.segment(), splitter, own, asked));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return window.hasNext();
            }

            @Override
            public PlannedSegment next() {
                LanguageWindow.Decided<PlannedSegment> next = window.next();
                MixedText.Languages languages = next.languages();
                return new PlannedSegment(
                        next.item()
                                .segment()
                                .in(languages.language(), LanguageRuns.of(languages.runs())),
                        next.item().part());
            }
        };
    }

    /** A text that names a language of its own is asked to be in it. */
    private static MixedText look(
            Segment segment, LanguageSplitter splitter, Language own, boolean asked) {
        boolean named = !segment.language().equals(own);
        return splitter.look(
                segment.text(),
                segment.language(),
                named
                        ? LanguageSplitter.Asked.OF_STRETCH
                        : asked ? LanguageSplitter.Asked.OF_TEXT : LanguageSplitter.Asked.NOT);
    }

    /**
     * As the original speaks them.
     *
     * @param ofText whether it is to tell the voice's languages apart
     */
    static Iterator<PlannedSegment> asOriginal(
            Iterator<PlannedSegment> segments,
            List<Language> spoken,
            TextRules rules,
            boolean ofText) {
        UnaryOperator<Segment> guess =
                segment ->
                        ofText
                                ? guessed(segment, spoken, rules)
                                : segment.in(segment.language(), LanguageRuns.ORIGINAL_ALONE);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return segments.hasNext();
            }

            @Override
            public PlannedSegment next() {
                PlannedSegment next = segments.next();
                return new PlannedSegment(guess.apply(next.segment()), next.part());
            }
        };
    }

    private static Segment guessed(Segment segment, List<Language> spoken, TextRules rules) {
        Language own = segment.language();
        List<LanguageRun> runs = new ArrayList<>();
        int end = 0;
        for (OriginalLanguages.Piece piece :
                OriginalLanguages.split(segment.text(), spoken, rules)) {
            end += piece.text().length();
            runs.add(new LanguageRun(piece.language().orElse(own), end));
        }
        return runs.size() == 1
                ? segment.in(runs.getFirst().language(), LanguageRuns.ORIGINAL_ALONE)
                : segment.in(own, new LanguageRuns(runs, true));
    }
}
