package voxfarm.frontend.ja;

import java.util.Optional;
import java.util.Set;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Reading;
import voxfarm.frontend.Sayer;

/** Readings of Japanese words in kana. */
final class KanaSayer implements Sayer<KanaReading> {
    @Override
    public Set<Notation> notations() {
        return Set.of(Notation.KANA);
    }

    @Override
    public Optional<KanaReading> say(String word, Reading reading, String ending) {
        return reading.notation() == Notation.KANA
                ? KanaReading.parse(reading.value())
                : Optional.empty();
    }
}
