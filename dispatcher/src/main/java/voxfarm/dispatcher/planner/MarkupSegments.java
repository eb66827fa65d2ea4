package voxfarm.dispatcher.planner;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRuns;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.mixed.Cast;
import voxfarm.frontend.mixed.LanguageSplitter;
import voxfarm.frontend.mixed.MarkedText;
import voxfarm.frontend.mixed.OriginalMarkup;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.Unread;

/** The segments of a text that names its speakers and languages. */
final class MarkupSegments {
    private final PrintableReader whole;
    private final SpeechSettings settings;
    private final SplitSettings split;
    private final VoiceManifest voice;
    private final Cast cast;
    private final Unread unread;

    /**
     * @param whole which has read the text
     * @param unread takes what no voice can speak
     */
    MarkupSegments(
            PrintableReader whole,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            List<Language> spoken,
            Unread unread) {
        this.whole = whole;
        this.settings = settings;
        this.split = split;
        this.voice = voice;
        this.cast = new Cast(voice.voice().value(), voice.speakers(), spoken);
        this.unread = unread;
    }

    /**
     * @param splitter where the voice speaks several languages
     * @param own language of what shows none
     * @throws VoxfarmException {@code INVALID_REQUEST} for a speaker or a language that the voice
     *     has not
     */
    Iterator<PlannedSegment> of(String text, Optional<LanguageSplitter> splitter, Language own) {
        return planned(
                MarkedText.utterances(
                        cast.turns(text),
                        new MarkedText.Cut(
                                whole::span,
                                split.mode() != SplitSettings.Mode.NONE,
                                voice.maxSegmentCharacters(),
                                splitter,
                                own)));
    }

    /**
     * As the original's page cuts it, but that each speaker is heard.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it would not speak it, or not at once
     */
    Iterator<PlannedSegment> asOriginal(String text) {
        if (!OriginalMarkup.isValid(text)) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "text: expected [speaker]<zh>words as the original has it; without compat any"
                            + " text is spoken");
        }
        List<OriginalMarkup.Speech> speeches = OriginalMarkup.speeches(text);
        for (OriginalMarkup.Speech speech : speeches) {
            var _ = manner(Optional.of(speech.speaker()));
            speech.parts().forEach(part -> cast.check(Language.ofName(part.language())));
        }
        List<MarkedText.Utterance> utterances = MarkedText.asOriginal(speeches, whole::span);
        utterances.forEach(one -> checkLength(one.text()));
        return planned(utterances);
    }

    private void checkLength(String text) {
        if (text.length() > voice.maxSegmentCharacters()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "text: expected at most %d characters between bars and speakers where it is"
                            + " spoken as the original does, was %d",
                    voice.maxSegmentCharacters(),
                    text.length());
        }
    }

    private Manner manner(Optional<String> name) {
        return name.map(cast::speaker)
                .filter(speaker -> !speaker.name().equals(settings.speaker()))
                .map(speaker -> new Manner(1, 0, Optional.of(speaker), 0))
                .orElse(Manner.PLAIN);
    }

    private Iterator<PlannedSegment> planned(List<MarkedText.Utterance> utterances) {
        List<MarkedText.Utterance> all = MarkedText.speakable(utterances, unread);
        PartCutter parts = new PartCutter(settings.scales().lengthScale());
        List<PlannedSegment> planned = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            MarkedText.Utterance one = all.get(i);
            boolean last = i == all.size() - 1;
            Segment segment =
                    new Segment(
                            i,
                            one.text(),
                            one.runs().getFirst().language(),
                            last ? 0.0 : one.pause().map(split.pauses()::seconds).orElse(0.0),
                            manner(one.speaker()),
                            Optional.of(one.span()),
                            one.runs().size() > 1
                                    ? new LanguageRuns(one.runs(), split.asOriginal())
                                    : split.asOriginal()
                                            ? LanguageRuns.ORIGINAL_ALONE
                                            : LanguageRuns.NONE);
            planned.add(new PlannedSegment(segment, parts.partOf(segment)));
        }
        return planned.iterator();
    }
}
