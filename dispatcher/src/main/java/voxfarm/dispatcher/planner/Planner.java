package voxfarm.dispatcher.planner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeakerChoice;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.WordEnds;
import voxfarm.frontend.ja.MoraTones;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.mixed.Bars;
import voxfarm.frontend.mixed.LanguageSplitter;
import voxfarm.frontend.split.CutSent;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Speakable;
import voxfarm.frontend.split.Unread;
import voxfarm.frontend.ssml.Ssml;
import voxfarm.frontend.ssml.SsmlReader;
import voxfarm.frontend.ssml.SsmlVoice;

/**
 * Turns a request into what is to be spoken. Pure: the same request and voice give the same plan.
 */
public final class Planner {
    private static final FrontEnds FRONT_ENDS = LocalFrontEnds.all();

    private Planner() {}

    /**
     * How a request is spoken.
     *
     * @param defaults of this voice and speaker
     * @param dictionaries current versions, the voice's first
     * @throws VoxfarmException {@code INVALID_REQUEST} for an unknown speaker or language, {@code
     *     UNSUPPORTED} if the farm speaks nothing that the voice was trained for
     */
    public static SpeechSettings settings(
            SynthesisRequest request,
            VoiceManifest voice,
            SpeakerDefaults defaults,
            List<ObjectKey> dictionaries) {
        Speaker speaker = speaker(request.speaker(), voice);
        return new SpeechSettings(
                new SpokenBy(voice.voice(), voice.version(), speaker),
                language(request, voice, defaults),
                request.scales().orElse(defaults.sliders().orElse(voice.defaults())),
                request.seed(),
                request.output(),
                expression(request, voice, defaults),
                dictionaries,
                request.exact());
    }

    /**
     * The segments of a text and the jobs that speak them, made as they are asked for; none if
     * nothing of it can be spoken. The iterator throws {@link java.io.UncheckedIOException} where
     * the reader fails.
     *
     * @param voice of the settings
     * @param unread takes what is not read, and what a text in SSML asks for in vain
     * @throws VoxfarmException by the iterator too, {@code INVALID_REQUEST} if a text that is SSML
     *     is none
     */
    public static Iterator<PlannedSegment> segments(
            Reader text,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            Unread unread) {
        List<Language> spoken = FRONT_ENDS.spokenBy(voice);
        boolean ofText = settings.language().isOfText();
        Language own = ofText ? spoken.getFirst() : settings.language();
        Optional<LanguageSplitter> splitter =
                voice.kind() == VoiceKind.BERT_VITS2 && spoken.size() > 1
                        ? Optional.of(new LanguageSplitter(FRONT_ENDS, spoken))
                        : Optional.empty();
        Reader in = new BufferedReader(text, 2 * Ssml.LONGEST_HEAD);
        if (isSsml(in, split)) {
            Iterator<PlannedSegment> segments =
                    segmentsOfSsml(in, settings, own, split, voice, unread);
            return splitter.<Iterator<PlannedSegment>>map(
                            known -> LanguageSegments.decided(segments, known, own, !ofText))
                    .orElse(segments);
        }
        if (!settings.expression().moras().isEmpty()) {
            return spokenAsSet(in, settings, split, voice, unread);
        }
        if (settings.language().equals(Language.MIX)) {
            PrintableReader printable = new PrintableReader(in, unread);
            String whole = readShort(printable, "language: mix");
            MarkupSegments markup =
                    new MarkupSegments(printable, settings, split, voice, spoken, unread);
            return split.asOriginal() ? markup.asOriginal(whole) : markup.of(whole, splitter, own);
        }
        Iterator<PlannedSegment> segments =
                segmentsOfText(in, settings, own, split, voice.maxSegmentCharacters(), unread);
        if (split.asOriginal() && voice.kind() == VoiceKind.BERT_VITS2) {
            return LanguageSegments.asOriginal(segments, spoken, TextRules.of(voice), ofText);
        }
        return splitter.<Iterator<PlannedSegment>>map(
                        known -> LanguageSegments.decided(segments, known, own, !ofText))
                .orElse(segments);
    }

    private static Iterator<PlannedSegment> segmentsOfSsml(
            Reader text,
            SpeechSettings settings,
            Language own,
            SplitSettings split,
            VoiceManifest voice,
            Unread unread) {
        if (!settings.expression().moras().isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "kata_tone: expected a plain text beside it, was SSML");
        }
        SsmlVoice reader =
                new SsmlVoice(
                        Optional.of(voice),
                        FRONT_ENDS.spokenBy(voice),
                        settings.by().speaker(),
                        own,
                        split.pauses(),
                        split.mode() == SplitSettings.Mode.AUTO,
                        voice.maxSegmentCharacters(),
                        FRONT_ENDS.wordEnds(own));
        return new SsmlSegments(
                new SsmlReader(text, reader, unread),
                split.ssml() == SplitSettings.Ssml.GUESSED,
                split.pauses(),
                settings.scales().lengthScale(),
                unread);
    }

    /** What is set for a text mora by mora is set for all of it, so it is one segment as it is. */
    private static Iterator<PlannedSegment> spokenAsSet(
            Reader text,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            Unread unread) {
        Iterator<PlannedSegment> segments =
                segmentsOfText(
                        text,
                        settings,
                        settings.language(),
                        new SplitSettings(SplitSettings.Mode.NONE, split.pauses(), false),
                        voice.maxSegmentCharacters(),
                        unread);
        if (!segments.hasNext()) {
            return segments;
        }
        PlannedSegment only = segments.next();
        if (segments.hasNext()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "kata_tone: expected beside it a text of one line and at most %d characters, as"
                            + " it is spoken in one breath",
                    voice.maxSegmentCharacters());
        }
        return List.of(only).iterator();
    }

    private static boolean isSsml(Reader text, SplitSettings split) {
        try {
            return switch (split.ssml()) {
                case YES -> true;
                case NO -> false;
                case GUESSED -> split.mode() != SplitSettings.Mode.CUT_SENT && Ssml.begins(text);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Iterator<PlannedSegment> segmentsOfText(
            Reader text,
            SpeechSettings settings,
            Language language,
            SplitSettings split,
            int maxCharacters,
            Unread unread) {
        PrintableReader printable = new PrintableReader(text, unread);
        WordEnds words = FRONT_ENDS.wordEnds(language);
        Iterator<SentenceSplitter.Piece> pieces =
                switch (split.mode()) {
                    case AUTO ->
                            SentenceSplitter.read(
                                    split.markdown()
                                            ? new MarkdownReader(printable, true, unread)
                                            : printable,
                                    true,
                                    maxCharacters,
                                    words);
                    case NONE ->
                            SentenceSplitter.read(
                                    split.markdown()
                                            ? new MarkdownReader(printable, false, unread)
                                            : printable,
                                    false,
                                    maxCharacters,
                                    words);
                    case CUT_SENT -> asTheOriginal(printable, maxCharacters);
                };
        return new PlannedSegments(
                settings.language().isOfText() ? Bars.cut(pieces) : pieces,
                settings,
                language,
                split,
                unread);
    }

    private static Iterator<SentenceSplitter.Piece> asTheOriginal(
            PrintableReader text, int maxCharacters) {
        List<SentenceSplitter.Piece> pieces = new ArrayList<>();
        for (CutSent.Piece sentence : CutSent.pieces(readShort(text, "split.mode: cut_sent"))) {
            List<SentenceSplitter.Piece> bounded =
                    SentenceSplitter.split(sentence.text(), false, maxCharacters);
            for (int i = 0; i < bounded.size(); i++) {
                TextSpan within = bounded.get(i).span();
                pieces.add(
                        new SentenceSplitter.Piece(
                                bounded.get(i).text(),
                                text.span(
                                        sentence.begin() + within.begin(),
                                        sentence.begin() + within.end()),
                                i == bounded.size() - 1
                                        ? Optional.of(PauseKind.SENTENCE)
                                        : Optional.empty()));
            }
        }
        return pieces.iterator();
    }

    /**
     * @param of what is for short texts alone
     */
    private static String readShort(Reader text, String of) {
        char[] block = new char[SynthesisRequest.MAX_INLINE_TEXT_BYTES + 1];
        int length = 0;
        try {
            for (int n = text.read(block);
                    n >= 0;
                    n = text.read(block, length, block.length - length)) {
                length += n;
                if (length == block.length) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s is for texts of at most %s; choose auto",
                            of,
                            ByteSize.shown(SynthesisRequest.MAX_INLINE_TEXT_BYTES));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(block, 0, length);
    }

    private static final class PlannedSegments implements Iterator<PlannedSegment> {
        private final Iterator<SentenceSplitter.Piece> pieces;
        private final Language language;
        private final SplitSettings split;
        private final Unread unread;
        private final PartCutter parts;
        private SentenceSplitter.@Nullable Piece ahead;

        /** What ended between the piece ahead and the one before it, at marks that are not read. */
        private Optional<PauseKind> passed = Optional.empty();

        private int index;

        PlannedSegments(
                Iterator<SentenceSplitter.Piece> pieces,
                SpeechSettings settings,
                Language language,
                SplitSettings split,
                Unread unread) {
            this.pieces = pieces;
            this.language = language;
            this.split = split;
            this.unread = unread;
            this.parts = new PartCutter(settings.scales().lengthScale());
            this.ahead = speakablePiece();
        }

        private SentenceSplitter.@Nullable Piece speakablePiece() {
            passed = Optional.empty();
            while (pieces.hasNext()) {
                SentenceSplitter.Piece piece = pieces.next();
                if (Speakable.isIn(piece.text())) {
                    return piece;
                }
                unread.piece(piece.text(), piece.span());
                passed =
                        piece.pause()
                                .map(kind -> passed.map(kind::or).orElse(kind))
                                .or(() -> passed);
            }
            return null;
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public PlannedSegment next() {
            SentenceSplitter.Piece piece = ahead;
            if (piece == null) {
                throw new NoSuchElementException();
            }
            ahead = speakablePiece();
            boolean last = ahead == null && split.mode() != SplitSettings.Mode.CUT_SENT;
            Optional<PauseKind> pause =
                    last ? Optional.empty() : passed.map(piece::or).orElse(piece).pause();
            Segment segment =
                    new Segment(
                            index++,
                            piece.text(),
                            language,
                            pause.map(split.pauses()::seconds).orElse(0.0),
                            Manner.PLAIN,
                            Optional.of(piece.span()));
            return new PlannedSegment(segment, parts.partOf(segment));
        }
    }

    /**
     * Readings of words are for every voice, and must be some. Of the rest Piper voices know
     * nothing; what a Bert-VITS2 voice knows, its worker judges.
     */
    private static Expression expression(
            SynthesisRequest request, VoiceManifest voice, SpeakerDefaults defaults) {
        Expression expression = request.expression();
        for (Expression.Pronunciation word : expression.dictionary()) {
            FRONT_ENDS.check(word.word(), word.reading());
        }
        boolean plain = voice.kind() == VoiceKind.PIPER;
        if (plain && !expression.withoutDictionary().isNone()) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "emotion, style, style_weight, speaker_mix, kata_tone: voice %s is a Piper"
                            + " voice and knows none of them; leave them out",
                    voice.voice());
        }
        Styles.check(expression.emotion(), voice);
        if (!expression.moras().isEmpty()) {
            Language language = language(request, voice, defaults);
            if (!language.equals(Language.JP)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "kata_tone: expected language JP beside it, was %s",
                        language);
            }
            MoraTones.check(expression.moras());
        }
        for (String name : expression.speakerMix().keySet()) {
            if (voice.speaker(name).isEmpty()) {
                throw unknownSpeaker("speaker_mix", Problems.quote(name), voice);
            }
        }
        return expression;
    }

    private static Speaker speaker(SpeakerChoice choice, VoiceManifest voice) {
        return switch (choice) {
            case SpeakerChoice.Default _ -> voice.speakers().getFirst();
            case SpeakerChoice.ByName(String name) ->
                    voice.speaker(name)
                            .orElseThrow(
                                    () -> unknownSpeaker("speaker", Problems.quote(name), voice));
            case SpeakerChoice.ById(long id) ->
                    voice.speaker(id)
                            .orElseThrow(
                                    () -> unknownSpeaker("speaker_id", String.valueOf(id), voice));
        };
    }

    private static VoxfarmException unknownSpeaker(
            String field, String found, VoiceManifest voice) {
        return Speaker.unknown(field, "voice " + voice.voice(), voice.speakers(), found);
    }

    private static Language language(
            SynthesisRequest request, VoiceManifest voice, SpeakerDefaults defaults) {
        return FRONT_ENDS.languageOf(voice, request.language(), defaults.language());
    }
}
