package voxfarm.frontend.ja;

import java.util.Optional;

/**
 * How a word is read: kana, with a mark behind the mora that the pitch falls behind, such as {@code
 * オオサカ} without a fall and {@code ト'ーキョー} or {@code ココ'ロ} with one.
 *
 * @param katakana without the mark
 * @param accent moras before the fall; 0 for none
 * @param moras of all
 */
record KanaReading(String katakana, int accent, int moras) {
    /** Which value of {@link #feature} says how a word is spoken. */
    static final int SPOKEN = 8;

    private static final String FALLS = "'’＇↓ꜜ";
    private static final String LONG = "ー";

    /** No dictionary has longer words. */
    private static final int MAX_MORAS = 99;

    /**
     * @return empty if it is no such reading
     */
    static Optional<KanaReading> parse(String reading) {
        String kana = JapaneseWords.katakana(reading.strip());
        StringBuilder plain = new StringBuilder(kana.length());
        int accent = 0;
        int moras = 0;
        for (int at = 0; at < kana.length(); ) {
            if (FALLS.indexOf(kana.charAt(at)) >= 0) {
                if (accent > 0 || moras == 0) {
                    return Optional.empty();
                }
                accent = moras;
                at++;
                continue;
            }
            String mora =
                    kana.startsWith(LONG, at) && moras > 0
                            ? LONG
                            : ReadingRules.longest(ReadingRules.get().moras, kana, at).orElse("");
            if (mora.isEmpty() || moras == MAX_MORAS) {
                return Optional.empty();
            }
            plain.append(mora);
            moras++;
            at += mora.length();
        }
        return moras == 0
                ? Optional.empty()
                : Optional.of(new KanaReading(plain.toString(), accent, moras));
    }

    /** What a dictionary would say of a word that is read so. */
    String feature(String surface) {
        String lemma = surface.replace(",", "").replace(":", "");
        return "名詞,固有名詞,一般,*,*,*,"
                + lemma
                + ","
                + katakana
                + ","
                + katakana
                + ","
                + accent
                + "/"
                + moras
                + ",C1";
    }
}
