package voxfarm.frontend.ssml;

import java.util.Optional;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Manner;
import voxfarm.common.voice.Speaker;

/** How the text within an element is spoken. */
record Way(double rate, double gainDb, Optional<Speaker> speaker, Language language) {
    static Way plain(Language language) {
        return new Way(1, 0, Optional.empty(), language);
    }

    /** So many times faster, as far as it goes. */
    Way faster(double times) {
        double all = Math.clamp(rate * times, Manner.LEAST_RATE, Manner.MOST_RATE);
        return new Way(all, gainDb, speaker, language);
    }

    /** So much louder, as far as it goes. */
    Way louder(double db) {
        double all = Math.clamp(gainDb + db, Manner.SILENT_DB, Manner.MOST_DB);
        return new Way(rate, all, speaker, language);
    }

    Way by(Optional<Speaker> other) {
        return new Way(rate, gainDb, other, language);
    }

    Way in(Language other) {
        return new Way(rate, gainDb, speaker, other);
    }

    Manner manner() {
        return new Manner(rate, gainDb, speaker, 0);
    }
}
