package voxfarm.frontend.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.FrontEnds;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.ipa.Explanation;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.ipa.Phonemizers;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.SentenceSplitter;

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
         * @param language of the text
         */
        record BertVits2(TextRules rules, Language language, int maxSegmentCharacters)
                implements Voice {
            /** Voices of this kind take so much at once. */
            public static final int MAX_SEGMENT_CHARACTERS = 150;

            public BertVits2(TextRules rules, Language language) {
                this(rules, language, MAX_SEGMENT_CHARACTERS);
            }
        }

        /**
         * @param language what the text is in; a Piper voice has one alone, whatever is asked
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
                                language.orElseGet(voice::language),
                                voice.maxSegmentCharacters());
            };
        }
    }

    /**
     * A word of a text.
     *
     * @param ipa in the phonetic alphabet
     * @param spoken what a front end says of it; of a Piper voice nothing
     * @param phones as its voice has them; of a Piper voice its symbols are the phones
     * @param tones one a phone
     */
    public record Word(
            String text,
            String ipa,
            SpokenText.Source source,
            Optional<SpokenText.Word> spoken,
            List<String> phones,
            List<Integer> tones) {
        public Word {
            phones = List.copyOf(phones);
            tones = List.copyOf(tones);
        }

        /** What every voice has. */
        ObjectNode json() {
            return Json.object().put("text", text).put("ipa", ipa).put("source", source.wireName());
        }
    }

    /**
     * A text as it is read.
     *
     * @param runs of a voice that has front ends
     * @param notSpoken pieces that have no reading
     */
    public record Answer(
            Language language,
            List<SpokenText.Run> runs,
            List<Word> words,
            List<String> notSpoken) {
        public Answer {
            runs = List.copyOf(runs);
            words = List.copyOf(words);
            notSpoken = List.copyOf(notSpoken);
        }

        /** {@code words} and {@code warnings}: what is spoken, and what is not. */
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
            line.set(
                    "warnings",
                    Warning.write(
                            notSpoken.stream()
                                    .map(piece ->
                                            new Warning("not_spoken", "no reading for " + piece))
                                    .toList()));
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
            }
            notSpoken.forEach(answer.putArray("not_spoken")::add);
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
     * @param before each segment; may throw to end it
     * @return no words if the text has none
     * @throws voxfarm.common.error.VoxfarmException {@code UNSUPPORTED} if nothing here reads the
     *     language, {@code DEVICE_UNAVAILABLE} if a program that does is not installed, {@code
     *     INVALID_REQUEST} if one of the readings is none
     */
    public Answer explain(Voice voice, String text, Readings readings, Runnable before) {
        List<SpokenText.Run> runs = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<String> notSpoken = new ArrayList<>();
        for (SentenceSplitter.Piece piece :
                SentenceSplitter.split(
                        MarkdownReader.words(text), true, voice.maxSegmentCharacters())) {
            before.run();
            switch (voice) {
                case Voice.Piper piper -> {
                    Explanation one = phonemizer(piper).explain(piece.text(), readings);
                    one.words().forEach(word -> words.add(word(word)));
                    notSpoken.addAll(one.notSpoken());
                }
                case Voice.BertVits2 bert -> {
                    FrontEnd frontEnd = frontEnds.get(bert.language());
                    SpokenText spoken =
                            frontEnd.speak(piece.text(), bert.language(), bert.rules(), readings);
                    spoken.runs().forEach(run -> words.addAll(words(run)));
                    spoken.notSpoken().forEach(left -> notSpoken.add(left.text()));
                    runs.addAll(spoken.runs());
                }
            }
        }
        return new Answer(voice.language(), runs, words, notSpoken);
    }

    private Phonemizer phonemizer(Voice.Piper voice) {
        return phonemizers.get(voice.phonemizer(), voice.phonemizerVoice());
    }

    private static Word word(Explanation.Word word) {
        return new Word(
                word.text(), word.ipa(), word.source(), Optional.empty(), List.of(), List.of());
    }

    private List<Word> words(SpokenText.Run run) {
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
                            Optional.of(word),
                            run.phones().subList(first, phone),
                            run.tones().subList(first, phone)));
        }
        return words;
    }
}
