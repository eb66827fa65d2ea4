package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;
import voxfarm.frontend.Sayer;

/** Readings of English words in phones of ARPABET, with stresses as far as they are said. */
final class EnglishSayer implements Sayer<List<String>> {
    static final Set<Notation> NOTATIONS = Set.of(Notation.ARPABET, Notation.IPA);

    private static final Set<String> VOICELESS = Set.of("P", "T", "K", "F", "TH");
    private static final Set<String> SIBILANT = Set.of("S", "Z", "SH", "ZH", "CH", "JH");

    @Override
    public Set<Notation> notations() {
        return NOTATIONS;
    }

    @Override
    public boolean takesEndings() {
        return true;
    }

    @Override
    public Optional<List<String>> say(String word, Reading reading, String ending) {
        return phones(reading).map(phones -> ending.isEmpty() ? phones : possessive(phones));
    }

    /** Empty if it is no reading of English, or words to be read. */
    static Optional<List<String>> phones(Reading reading) {
        return switch (reading.notation()) {
            case ARPABET -> Arpabet.phones(reading.value());
            case IPA -> IpaPhones.of(reading.value());
            case SAY -> SpelledSyllables.phones(reading.value());
            case PINYIN, KANA -> Optional.empty();
        };
    }

    private static List<String> possessive(List<String> phones) {
        List<String> all = new ArrayList<>(phones);
        String last = phones.getLast();
        if (SIBILANT.contains(last)) {
            all.add("IH0");
        }
        all.add(VOICELESS.contains(last) ? "S" : "Z");
        return all;
    }
}
