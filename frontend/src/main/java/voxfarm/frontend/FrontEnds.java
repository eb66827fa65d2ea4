package voxfarm.frontend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceManifest;

/** All front ends of a process, found by language. Immutable. */
public final class FrontEnds {
    private final List<FrontEnd> all;
    private final Map<Language, FrontEnd> byLanguage = new LinkedHashMap<>();

    /**
     * @param all of two that speak a language, the first is asked
     */
    public FrontEnds(List<FrontEnd> all) {
        this.all = List.copyOf(all);
        for (FrontEnd one : all) {
            one.languages().forEach(language -> byLanguage.putIfAbsent(language, one));
        }
    }

    /** What the farm can speak with voices that were trained for it. */
    public Set<Language> languages() {
        return Collections.unmodifiableSet(byLanguage.keySet());
    }

    public Optional<FrontEnd> find(Language language) {
        return Optional.ofNullable(byLanguage.get(language));
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if nothing here speaks it
     */
    public FrontEnd get(Language language) {
        return find(language)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNSUPPORTED,
                                "language: this build has front ends for %s, not yet for %s",
                                languages(),
                                Problems.quote(language.code())));
    }

    /** Where words of a language end, as far as its front end knows. */
    public WordEnds wordEnds(Language language) {
        return text -> find(language).flatMap(one -> one.wordEnds(text));
    }

    /**
     * What the farm can speak with a voice: what it was trained for, its own language first, as far
     * as there is a front end. Piper voices bring their phonemizer with them.
     */
    public List<Language> spokenBy(VoiceManifest voice) {
        return switch (voice.kind()) {
            case PIPER -> voice.languages();
            case BERT_VITS2 -> voice.languages().stream().filter(byLanguage::containsKey).toList();
        };
    }

    /**
     * What a text for a voice is in. What the voice was trained for is its manifest's word; what
     * the farm can speak is ours.
     *
     * @param asked by the caller
     * @param usual of the voice where nobody asks, if the voice speaks it; else its own is
     * @return one that the voice speaks, or one of {@link Language#isOfText} if that was asked for
     * @throws VoxfarmException {@code UNSUPPORTED} if the farm speaks nothing that the voice was
     *     trained for, {@code INVALID_REQUEST} if the voice does not speak what is asked for
     */
    public Language languageOf(
            VoiceManifest voice, Optional<Language> asked, Optional<Language> usual) {
        List<Language> spoken = spokenBy(voice);
        if (spoken.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.UNSUPPORTED,
                    "language: voice %s was trained for %s, which this build does not speak yet",
                    voice.voice(),
                    names(voice.languages()));
        }
        Language language =
                asked.or(() -> usual.filter(spoken::contains)).orElseGet(spoken::getFirst);
        if (!language.isOfText() && !spoken.contains(language)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "language: expected one of voice %s (%s), auto or mix, was %s",
                    voice.voice(),
                    names(spoken),
                    language);
        }
        return language;
    }

    private static String names(List<Language> languages) {
        return languages.stream().map(Language::code).collect(Collectors.joining(", "));
    }

    /**
     * Whether every entry of a dictionary can be read by some voice.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if one cannot
     */
    public void check(Readings readings) {
        readings.forEach(this::check);
    }

    /**
     * Whether one entry of a dictionary can be read by some voice.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot
     */
    public void check(String word, String written) {
        Readings.checkWord(word);
        Reading reading = Reading.of(word, written);
        boolean named = written.strip().startsWith(Notation.SAY.wireName() + ":");
        boolean syllables =
                reading.notation() == Notation.SAY && !named && reading.value().contains("-");
        switch (reading.notation()) {
            case SAY, IPA -> {
                if (syllables) { // nobody meant words
                    sayer(word, written, Notation.ARPABET).check(word, reading);
                }
            }
            case ARPABET, PINYIN, KANA ->
                    sayer(word, written, reading.notation()).check(word, reading);
        }
    }

    private FrontEnd sayer(String word, String written, Notation notation) {
        return all.stream()
                .filter(one -> one.notations().contains(notation))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "dictionary: %s: this build has no front end that says %s, was %s",
                                Problems.quote(word),
                                notation.wireName(),
                                Problems.quote(written)));
    }

    /** A text as people see it: without the marks in it that are for the voice. */
    public String shown(String text, Language language) {
        return find(language).map(one -> one.shown(text)).orElseGet(() -> Marks.shown(text));
    }
}
