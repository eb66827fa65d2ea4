package voxfarm.frontend.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.LanguageRun;
import voxfarm.common.plan.Pauses;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.VoiceNeed;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.frontend.ja.MoraTones;
import voxfarm.frontend.mixed.Bars;
import voxfarm.frontend.mixed.Cast;
import voxfarm.frontend.mixed.LanguageSplitter;
import voxfarm.frontend.mixed.LanguageWindow;
import voxfarm.frontend.mixed.MarkedText;
import voxfarm.frontend.mixed.MixedSpeech;
import voxfarm.frontend.mixed.MixedText;
import voxfarm.frontend.mixed.OriginalLanguages;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Speakable;
import voxfarm.frontend.split.Unread;
import voxfarm.frontend.ssml.Ssml;
import voxfarm.frontend.ssml.SsmlItem;
import voxfarm.frontend.ssml.SsmlReader;
import voxfarm.frontend.ssml.SsmlVoice;

/**
 * How voices read texts, word for word, and who decided it: segment by segment, as a request speaks
 * them. Thread-safe.
 */
public final class VoiceWords {
    private final FrontEnds frontEnds;
    private final Phonemizers phonemizers;

    public VoiceWords(FrontEnds frontEnds, Phonemizers phonemizers) {
        this.frontEnds = frontEnds;
        this.phonemizers = phonemizers;
    }

    /** What of a voice decides how it reads. */
    public sealed interface Voice {
        /** Longer segments are cut. */
        int maxSegmentCharacters();

        Language language();

        /**
         * @param phonemizer its kind
         * @param phonemizerVoice its own name of the language
         */
        record Piper(
                String phonemizer,
                String phonemizerVoice,
                Language language,
                int maxSegmentCharacters)
                implements Voice {}

        /**
         * @param rules of its release
         * @param language of the text; one of {@link Language#isOfText} leaves it to that
         * @param cast whom and what a text may name; its languages are the voice's, its own first,
         *     at least one
         */
        record BertVits2(TextRules rules, Language language, Cast cast, int maxSegmentCharacters)
                implements Voice {
            /** Voices of this kind take so much at once. */
            public static final int MAX_SEGMENT_CHARACTERS = 150;

            /** Of a voice that speaks all that a text may be in, or else its language alone. */
            public BertVits2(TextRules rules, Language language) {
                this(
                        rules,
                        language,
                        new Cast(
                                rules.wireName(),
                                List.of(),
                                language.isOfText() ? OriginalLanguages.ALL : List.of(language)),
                        MAX_SEGMENT_CHARACTERS);
            }

            List<Language> spoken() {
                return cast.spoken();
            }
        }

        /**
         * @param language what the text is in; a Piper voice has one alone, whatever is asked
         * @throws voxfarm.common.error.VoxfarmException as a request for the voice
         */
        static Voice of(VoiceManifest voice, Optional<Language> language) {
            return switch (voice.kind()) {
                case PIPER ->
                        new Piper(
                                voice.phonemizer(),
                                voice.phonemizerVoice(),
                                voice.language(),
                                voice.maxSegmentCharacters());
                case BERT_VITS2 ->
                        new BertVits2(
                                TextRules.of(voice),
                                LocalFrontEnds.all().languageOf(voice, language, Optional.empty()),
                                new Cast(
                                        voice.voice().value(),
                                        voice.speakers(),
                                        LocalFrontEnds.all().spokenBy(voice)),
                                voice.maxSegmentCharacters());
            };
        }
    }

    /**
     * A word of a text.
     *
     * @param ipa in the phonetic alphabet
     * @param language that it is read in; of a Piper voice that is known
     * @param spoken what a front end says of it; of a Piper voice nothing
     * @param phones as its voice has them; of a Piper voice its symbols are the phones
     * @param tones one a phone
     * @param span what of the caller's text it stands for, where its front end says so
     */
    public record Word(
            String text,
            String ipa,
            SpokenText.Source source,
            Optional<Language> language,
            Optional<SpokenText.Word> spoken,
            List<String> phones,
            List<Integer> tones,
            Optional<TextSpan> span) {
        public Word {
            phones = List.copyOf(phones);
            tones = List.copyOf(tones);
        }

        /** What every voice has. */
        ObjectNode json() {
            ObjectNode word =
                    Json.object()
                            .put("text", text)
                            .put("ipa", ipa)
                            .put("source", source.wireName());
            language.ifPresent(read -> word.put("language", read.code()));
            span.ifPresent(of -> of.write(word));
            return word;
        }
    }

    /**
     * A piece that has no reading.
     *
     * @param segment in which it stands
     * @param span in the caller's text
     */
    public record NotSpoken(String text, int segment, TextSpan span) {
        Warning warning() {
            return new Warning(
                    "not_spoken",
                    "no reading for " + text,
                    OptionalInt.of(segment),
                    Optional.of(span));
        }
    }

    /**
     * A text as it is read.
     *
     * @param runs of a voice that has front ends
     * @param segments that a request for it has, with their places in it
     * @param remarks what else is to be known of it
     */
    public record Answer(
            Language language,
            List<SentenceSplitter.Piece> segments,
            List<SpokenText.Run> runs,
            List<Word> words,
            List<NotSpoken> notSpoken,
            List<Warning> remarks) {
        public Answer {
            remarks = List.copyOf(remarks);
            segments = List.copyOf(segments);
            runs = List.copyOf(runs);
            words = List.copyOf(words);
            notSpoken = List.copyOf(notSpoken);
        }

        public List<Warning> warnings() {
            return Stream.concat(remarks.stream(), notSpoken.stream().map(NotSpoken::warning))
                    .toList();
        }

        private void writeSegments(ObjectNode into) {
            ArrayNode list = into.putArray("segments");
            for (SentenceSplitter.Piece segment : segments) {
                ObjectNode one =
                        list.addObject().put("index", list.size() - 1).put("text", segment.text());
                new TextSpan(segment.span().begin(), segment.span().end()).write(one);
            }
        }

        /** {@code words}, {@code segments} and {@code warnings}: what is spoken, what is not. */
        public ObjectNode line() {
            ObjectNode line = Json.object();
            ArrayNode into = line.putArray("words");
            for (Word word : words) {
                if (word.source() == SpokenText.Source.PUNCTUATION) {
                    continue;
                }
                ObjectNode one = word.json();
                if (!word.phones().isEmpty()) {
                    word.phones().forEach(one.putArray("phones")::add);
                    word.tones().forEach(one.putArray("tones")::add);
                }
                into.add(one);
            }
            writeSegments(line);
            line.set("warnings", Warning.write(warnings()));
            return line;
        }

        /** All that is known of it. */
        public ObjectNode document() {
            ObjectNode answer = Json.object().put("language", language.code());
            if (!runs.isEmpty()) {
                StringBuilder text = new StringBuilder();
                ArrayNode phones = answer.putArray("phones");
                ArrayNode tones = answer.putArray("tones");
                ArrayNode word2ph = answer.putArray("word2ph");
                for (SpokenText.Run run : runs) {
                    text.append(run.bertText());
                    run.phones().forEach(phones::add);
                    run.tones().forEach(tones::add);
                    run.word2ph().forEach(word2ph::add);
                }
                answer.put("text", text.toString());
                if (runs.stream().allMatch(run -> run.language().equals(Language.JP))) {
                    ArrayNode moras = answer.putArray("kata_tone");
                    MoraTones.of(new SpokenText(runs, List.of()))
                            .forEach(mora ->
                                    moras.addObject()
                                            .put("mora", mora.mora())
                                            .put("tone", mora.tone()));
                }
            }
            ArrayNode left = answer.putArray("not_spoken");
            notSpoken.forEach(piece -> left.add(piece.text()));
            writeSegments(answer);
            ArrayNode into = answer.putArray("words");
            for (Word word : words) {
                ObjectNode one = word.json();
                word.spoken()
                        .ifPresent(spoken -> {
                            one.put("tag", spoken.tag());
                            spoken.read().forEach(one.putArray("read")::add);
                            spoken.spoken().forEach(one.putArray("spoken")::add);
                            word.phones().forEach(one.putArray("phones")::add);
                            word.tones().forEach(one.putArray("tones")::add);
                        });
                into.add(one);
            }
            return answer;
        }
    }

    /**
     * Reads a text as a voice does.
     *
     * @param text with its markup
     * @param ssml whether it is SSML
     * @param before each segment; may throw to end it
     * @return no words if the text has none
     * @throws voxfarm.common.error.VoxfarmException {@code UNSUPPORTED} if nothing here reads the
     *     language, {@code DEVICE_UNAVAILABLE} if a program that does is not installed, {@code
     *     INVALID_REQUEST} if one of the readings is none
     */
    public Answer explain(
            Voice voice, String text, SplitSettings.Ssml ssml, Readings readings, Runnable before) {
        Made made = new Made();
        boolean isSsml =
                switch (ssml) {
                    case YES -> true;
                    case NO -> false;
                    case GUESSED -> Ssml.begins(text);
                };
        switch (voice) {
            case Voice.Piper piper -> {
                Iterator<SentenceSplitter.Piece> segments =
                        segments(voice, voice.language(), text, isSsml, made.unread);
                while (segments.hasNext()) {
                    SentenceSplitter.Piece segment = segments.next();
                    before.run();
                    Explanation one = phonemizer(piper).explain(segment.text(), readings);
                    one.words().forEach(word -> made.words.add(word(word)));
                    made.notSpoken(one.notSpoken(), segment);
                    made.segments.add(segment);
                }
            }
            case Voice.BertVits2 bert -> {
                Iterator<Decided> decided = decided(text, bert, isSsml, made.unread);
                while (decided.hasNext()) {
                    Decided next = decided.next();
                    before.run();
                    SpokenText spoken = spoken(next, bert, readings);
                    spoken.runs().forEach(run -> made.words.addAll(words(run, next.piece())));
                    made.notSpoken(spoken.notSpoken(), next.piece());
                    made.runs.addAll(spoken.runs());
                    made.segments.add(next.piece());
                }
            }
        }
        return new Answer(
                voice.language(),
                made.segments,
                made.runs,
                made.words,
                made.notSpoken,
                remarks(voice, made));
    }

    private List<Warning> remarks(Voice voice, Made made) {
        List<Warning> unread =
                Stream.concat(made.unread.notDone().stream(), made.unread.notSpoken().stream())
                        .toList();
        if (!(voice instanceof Voice.BertVits2 bert)) {
            return unread;
        }
        boolean whole =
                made.runs.stream()
                        .map(run -> frontEnds.get(run.language()))
                        .anyMatch(frontEnd -> !frontEnd.readsAsWorkers(bert.rules()));
        return whole ? Stream.concat(unread.stream(), Stream.of(byWords(bert))).toList() : unread;
    }

    private static Warning byWords(Voice.BertVits2 bert) {
        return new Warning(
                "read_by_words",
                "release "
                        + bert.rules().wireName()
                        + " is spoken by the pieces into which "
                        + VoiceNeed.ENGLISH_BERT
                        + " cuts English words; its "
                        + VoiceNeed.tokenizerOf(VoiceNeed.ENGLISH_BERT)
                        + " is not at hand where this answer is made, so words are shown as they"
                        + " are read whole. Workers have it: rare words may be spoken with other"
                        + " phones than these");
    }

    /** What is known so far. */
    private static final class Made {
        final List<SentenceSplitter.Piece> segments = new ArrayList<>();
        final List<SpokenText.Run> runs = new ArrayList<>();
        final List<Word> words = new ArrayList<>();
        final List<NotSpoken> notSpoken = new ArrayList<>();
        final Unread unread = new Unread();

        void notSpoken(List<SpokenText.NotSpoken> pieces, SentenceSplitter.Piece segment) {
            for (SpokenText.NotSpoken piece : pieces) {
                TextSpan span = segment.span().within(piece.span().begin(), piece.span().end());
                notSpoken.add(new NotSpoken(piece.text(), segments.size(), span));
            }
        }
    }

    private Iterator<SentenceSplitter.Piece> segments(
            Voice voice, Language own, String text, boolean isSsml, Unread unread) {
        if (isSsml) {
            return ssml(text, own, List.of(own), voice.maxSegmentCharacters(), unread).stream()
                    .map(Named::piece)
                    .iterator();
        }
        Reader printable = new PrintableReader(new StringReader(text), unread);
        Iterator<SentenceSplitter.Piece> pieces =
                SentenceSplitter.read(
                        new MarkdownReader(printable, true, unread),
                        true,
                        voice.maxSegmentCharacters(),
                        frontEnds.wordEnds(own));
        return speakable(voice.language().isOfText() ? Bars.cut(pieces) : pieces, unread);
    }

    private static Iterator<SentenceSplitter.Piece> speakable(
            Iterator<SentenceSplitter.Piece> pieces, Unread unread) {
        Iterable<SentenceSplitter.Piece> all = () -> pieces;
        return StreamSupport.stream(all.spliterator(), false)
                .filter(piece -> {
                    boolean speakable = Speakable.isIn(piece.text());
                    if (!speakable) {
                        unread.piece(piece.text(), piece.span());
                    }
                    return speakable;
                })
                .iterator();
    }

    /**
     * What is spoken at once.
     *
     * @param language that the text names for it
     */
    private record Named(SentenceSplitter.Piece piece, Optional<Language> language) {}

    /** What is spoken at once, and the languages of it. */
    private record Decided(SentenceSplitter.Piece piece, List<LanguageRun> runs) {
        static Decided of(LanguageWindow.Decided<Named> named) {
            SentenceSplitter.Piece piece = named.item().piece();
            MixedText.Languages languages = named.languages();
            return new Decided(
                    piece,
                    languages.runs().isEmpty()
                            ? List.of(new LanguageRun(languages.language(), piece.text().length()))
                            : languages.runs());
        }
    }

    private Iterator<Decided> decided(
            String text, Voice.BertVits2 voice, boolean isSsml, Unread unread) {
        Language asked = voice.language();
        Language own = asked.isOfText() ? voice.spoken().getFirst() : asked;
        LanguageSplitter splitter = new LanguageSplitter(frontEnds, voice.spoken());
        if (asked.equals(Language.MIX) && !isSsml) {
            return marked(text, voice, splitter, unread);
        }
        List<Named> pieces = new ArrayList<>();
        if (isSsml) {
            pieces.addAll(ssml(text, own, voice.spoken(), voice.maxSegmentCharacters(), unread));
        } else {
            segments(voice, own, text, false, unread)
                    .forEachRemaining(piece -> pieces.add(new Named(piece, Optional.empty())));
        }
        LanguageWindow<Named> window =
                new LanguageWindow<>(
                        pieces.iterator(),
                        one -> {
                            boolean named =
                                    one.language().filter(it -> !it.equals(own)).isPresent();
                            return splitter.look(
                                    one.piece().text(),
                                    one.language().orElse(own),
                                    named
                                            ? LanguageSplitter.Asked.OF_STRETCH
                                            : asked.isOfText()
                                                    ? LanguageSplitter.Asked.NOT
                                                    : LanguageSplitter.Asked.OF_TEXT);
                        });
        Iterable<LanguageWindow.Decided<Named>> all = () -> window;
        return StreamSupport.stream(all.spliterator(), false).map(Decided::of).iterator();
    }

    private static Iterator<Decided> marked(
            String text, Voice.BertVits2 voice, LanguageSplitter splitter, Unread unread) {
        PrintableReader printable = new PrintableReader(new StringReader(text), unread);
        List<MarkedText.Utterance> utterances =
                MarkedText.utterances(
                        voice.cast().turns(whole(printable)),
                        new MarkedText.Cut(
                                printable::span,
                                true,
                                voice.maxSegmentCharacters(),
                                Optional.of(splitter),
                                voice.spoken().getFirst()));
        return MarkedText.speakable(utterances, unread).stream()
                .map(one ->
                        new Decided(
                                new SentenceSplitter.Piece(one.text(), one.span(), one.pause()),
                                one.runs()))
                .iterator();
    }

    private static String whole(Reader text) {
        StringWriter whole = new StringWriter();
        try {
            text.transferTo(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.toString();
    }

    private SpokenText spoken(Decided one, Voice.BertVits2 voice, Readings readings) {
        return MixedSpeech.speak(
                frontEnds,
                one.piece().text(),
                one.runs(),
                new MixedSpeech.Voice(voice.rules(), voice.spoken(), false),
                readings);
    }

    /** The segments of a text in SSML, as a request speaks them. */
    private List<Named> ssml(
            String text, Language own, List<Language> spoken, int maxCharacters, Unread unread) {
        SsmlVoice reader =
                new SsmlVoice(
                        Optional.empty(),
                        spoken,
                        new Speaker(0, ""),
                        own,
                        Pauses.NONE_CHOSEN,
                        true,
                        maxCharacters,
                        frontEnds.wordEnds(own));
        List<Named> pieces = new ArrayList<>();
        new SsmlReader(new StringReader(text), reader, unread)
                .forEachRemaining(item -> {
                    if (item instanceof SsmlItem.Words words && Speakable.isIn(words.text())) {
                        pieces.add(
                                new Named(
                                        new SentenceSplitter.Piece(
                                                words.text(), words.span(), Optional.empty()),
                                        Optional.of(words.language())));
                    }
                });
        return List.copyOf(pieces);
    }

    private Phonemizer phonemizer(Voice.Piper voice) {
        return phonemizers.get(voice.phonemizer(), voice.phonemizerVoice());
    }

    private static Word word(Explanation.Word word) {
        return new Word(
                word.text(),
                word.ipa(),
                word.source(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private List<Word> words(SpokenText.Run run, SentenceSplitter.Piece segment) {
        List<Word> words = new ArrayList<>();
        int token = 1; // behind the run's start
        int phone = run.word2ph().getFirst();
        for (SpokenText.Word word : run.words()) {
            int first = phone;
            for (int end = token + word.tokens(); token < end; token++) {
                phone += run.word2ph().get(token);
            }
            words.add(
                    new Word(
                            word.text(),
                            frontEnds.get(run.language()).ipa(word),
                            word.source(),
                            Optional.of(run.language()),
                            Optional.of(word),
                            run.phones().subList(first, phone),
                            run.tones().subList(first, phone),
                            Optional.of(
                                    segment.span()
                                            .within(word.span().begin(), word.span().end()))));
        }
        return words;
    }
}
