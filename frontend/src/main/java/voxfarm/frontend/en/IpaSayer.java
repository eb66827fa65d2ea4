package voxfarm.frontend.en;

import java.util.Optional;
import java.util.Set;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;
import voxfarm.frontend.Sayer;

/** Readings in the phonetic alphabet, for voices that speak it: of English words, or of others. */
public final class IpaSayer implements Sayer<String> {
    private static final String VOICELESS = "ptkfθ";
    private static final String SIBILANT = "szʃʒ";

    private final boolean english;

    /**
     * @param english whether phones of ARPABET, respelled syllables and {@code 's} are the
     *     language's
     */
    public IpaSayer(boolean english) {
        this.english = english;
    }

    @Override
    public Set<Notation> notations() {
        return english ? EnglishSayer.NOTATIONS : Set.of(Notation.IPA);
    }

    @Override
    public boolean takesEndings() {
        return english;
    }

    @Override
    public Optional<String> say(String word, Reading reading, String ending) {
        Optional<String> ipa =
                switch (reading.notation()) {
                    case IPA -> Optional.of(reading.value());
                    case ARPABET, SAY ->
                            english
                                    ? EnglishSayer.phones(reading)
                                            .flatMap(phones ->
                                                    Arpabet.stressed(String.join(" ", phones)))
                                            .map(EnglishIpa::of)
                                    : Optional.empty();
                    case PINYIN, KANA -> Optional.empty();
                };
        return ipa.map(said -> ending.isEmpty() ? said : possessive(said));
    }

    private static String possessive(String ipa) {
        char last = ipa.charAt(ipa.length() - 1);
        return ipa
                + (SIBILANT.indexOf(last) >= 0 ? "ᵻz" : VOICELESS.indexOf(last) >= 0 ? "s" : "z");
    }
}
