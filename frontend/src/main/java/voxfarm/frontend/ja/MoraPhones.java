package voxfarm.frontend.ja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What readings in katakana are spoken as, mora by mora. */
final class MoraPhones {
    static final String LONG = "ー";

    static final String NASAL = "N";

    private MoraPhones() {}

    /**
     * The phones of a reading, {@code N} and {@code q} among them; marks of long vowels at its
     * beginning stay. What is no mora has none.
     *
     * @return may be changed
     */
    static List<String> of(String reading) {
        ReadingRules rules = ReadingRules.get();
        List<String> phones = new ArrayList<>();
        for (int at = 0; at < reading.length(); ) {
            if (reading.startsWith(LONG, at)) {
                boolean begins = phones.isEmpty() || phones.getLast().equals(LONG);
                String before = begins ? LONG : phones.getLast();
                phones.add(before.substring(before.length() - 1));
                at++;
                continue;
            }
            String mora = ReadingRules.longest(rules.moras, reading, at).orElse("");
            ReadingRules.@Nullable Mora sounds = rules.moras.get(mora);
            if (sounds != null) {
                phones.add(symbol(sounds.consonant()));
                if (!sounds.vowel().isEmpty()) {
                    phones.add(sounds.vowel());
                }
            }
            at += Math.max(1, mora.length());
        }
        return phones;
    }

    /** As the voices name a phone. */
    static String symbol(String phone) {
        return phone.equals("cl") ? "q" : phone;
    }

    /** For voices to which the moraic nasal is an n. */
    static String plain(String phone) {
        return phone.equals(NASAL) ? "n" : phone;
    }
}
