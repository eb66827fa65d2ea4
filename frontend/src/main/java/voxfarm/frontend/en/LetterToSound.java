package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses the pronunciation of an English word that no dictionary has, by ordered rules: the first
 * rule whose letters stand at the current place, between the right neighbours, gives the phones and
 * moves on. The idea is that of Elovitz and others, "Letter-to-sound rules for automatic
 * translation of English text to phonetics" (1976); the rules are our own. The stress is put by the
 * ending.
 */
final class LetterToSound {
    /**
     * One rule a line: left context, letters, right context, phones; contexts are regular
     * expressions over small letters, {@code ^} and {@code $} are the ends of the word. Vowels
     * without stress digit.
     */
    private static final String RULES =
            """
            ^|kn||N
            ^|gn||N
            ^|ps||S
            ^|wr||R
            ^|wh|o|HH
            |wh||W
            ^|x||Z
            |tch||CH
            |sch|[aeiou]|S K
            |sch||SH
            |ch|[rl]|K
            |ch||CH
            |sh||SH
            |ph||F
            |ght||T
            |gh|$|
            ^|gh||G
            |gh||
            |th|ing$|DH
            ^|th|e|DH
            |th||TH
            |ck||K
            |cc|[eiy]|K S
            |cc||K
            |sci||S AY
            |sc|[eiy]|S
            |cial||SH AH L
            |cian||SH AH N
            |cious||SH AH S
            |c|[eiy]|S
            |c||K
            |bb||B
            |b||B
            |dge||JH
            |dj||JH
            |dd||D
            |d||D
            |qu||K W
            |que|$|K
            |q||K
            |ff||F
            |f||F
            |gg||G
            n|g|$|
            |ge|$|JH
            |g|[eiy]|JH
            |g||G
            |h|[aeiouy]|HH
            |h||
            |j||JH
            |k||K
            |ll||L
            [^aeiouylrw]|le|$|AH L
            |l||L
            |mb|$|M
            |mm||M
            |m||M
            |ng|$|NG
            |ng|[aou]|NG G
            |nk||NG K
            |nn||N
            |n||N
            |pp||P
            |p||P
            |rr||R
            |r||R
            |ssion||SH AH N
            |sion||ZH AH N
            |sure|$|ZH ER
            |ss||S
            [aeiou]|se|$|Z
            [aeiou]|s|[aeiou]|Z
            [bdgvlmnrw]|s|$|Z
            [aeiouy]|es|$|Z
            |s||S
            |tion||SH AH N
            |tial||SH AH L
            |tious||SH AH S
            |ture|$|CH ER
            |tt||T
            |t||T
            |v||V
            |w|[aeiouy]|W
            |w||
            |x||K S
            |zz||Z
            |z||Z
            |augh||AO
            |aigh||EY
            |air||EH R
            |ai||EY
            |au||AO
            |aw||AO
            |ay||EY
            |ar|[aeiou]|EH R
            w|ar||AO R
            |ar||AA R
            |al|k|AO
            |all||AO L
            |age|$|IH JH
            |able|$|AH B AH L
            |a|[bcdfgklmnprstvz]e|EY
            |a|[bcdfgklmnprstvz]ing$|EY
            |a|tion|EY
            ..|a|$|AH
            |a|$|AA
            w|a|[tnsd]|AA
            |a||AE
            |eigh||EY
            |ear||IH R
            |ea|d$|EH
            |ea||IY
            |eer||IH R
            |ee||IY
            |ei||IY
            |eu||Y UW
            |ew||UW
            |ey|$|IY
            |er|[aeiou]|EH R
            |er||ER
            [td]|ed|$|IH D
            [pkfsx]|ed|$|T
            [bdgvlmnrwyz]|ed|$|D
            [sxz]|es|$|IH Z
            |e|[bcdfgklmnprstvz]e$|IY
            ^[^aeiouy]*|e|$|IY
            |e|$|
            ^|e|[^aeiou][aeiou]|IH
            |e|ly$|
            |e|ment|
            |e|ness|
            |e||EH
            |igh||AY
            |ign|$|AY N
            |ier|$|IY ER
            |ie|$|AY
            |ies|$|IY Z
            |ied|$|IY D
            |ie||IY
            |ious||IY AH S
            |ir||ER
            |i|ld$|AY
            |i|nd$|AY
            |ike|$|AY K
            |i|[bcdfgklmnprstvz]e|AY
            |i|[aou]|IY
            |ing|$|IH NG
            ..|i|$|IY
            |i|$|AY
            |i||IH
            |oar||AO R
            |oa||OW
            |oi||OY
            |oy||OY
            |oor||AO R
            |ook||UH K
            |oo||UW
            |ought||AO T
            |ough|$|OW
            |ough||AH F
            |ould||UH D
            |our|$|ER
            |ous|$|AH S
            |ou||AW
            |ow|$|OW
            |ow||AW
            w|or||ER
            |or||AO R
            |o|ld|OW
            |o|[bcdfgklmnprstvz]e|OW
            |oe|$|OW
            |o|$|OW
            |o|[bcdfgklmnprstvz][aeiouy]|OW
            |o||AA
            |ui||UW
            q|u||
            |ur||ER
            |ue|$|UW
            [lrsj]|u|[bcdfgklmnprstvz]e|UW
            |u|[bcdfgklmnprstvz][aeiou]|Y UW
            |u|$|UW
            |u||AH
            ^|y||Y
            |y|[aeou]|Y
            ^[^aeiou]*|y|$|AY
            |y|$|IY
            |y|[bcdfgklmnprstvz]e|AY
            |y||IH
            """;

    private static final Pattern PENULTIMATE =
            Pattern.compile(".*(?:tion|sion|cian|cious|tious|cial|tial|ic|ics)$");
    private static final List<Rule> COMPILED = compile();

    private LetterToSound() {}

    private record Rule(Pattern pattern, int letters, String[] phones) {}

    private static List<Rule> compile() {
        List<Rule> rules = new ArrayList<>();
        for (String line : RULES.lines().toList()) {
            String[] parts = line.split("\\|", -1);
            String left = parts[0].isEmpty() ? "" : "(?<=" + bounded(parts[0]) + ")";
            String right = parts[2].isEmpty() ? "" : "(?=" + parts[2] + ")";
            String[] phones = parts[3].isEmpty() ? new String[0] : parts[3].split(" ");
            rules.add(
                    new Rule(Pattern.compile(left + parts[1] + right), parts[1].length(), phones));
        }
        return List.copyOf(rules);
    }

    /** Java wants look-behind of bounded length. */
    private static String bounded(String context) {
        return context.replace("*", "{0,4}");
    }

    /**
     * Phones of a word, as numbers of {@link Arpabet}; empty if it has no letter from a to z.
     *
     * @param word small letters; others are passed over
     */
    static byte[] guess(String word) {
        String letters = word.replaceAll("[^a-z]", "");
        List<String> phones = new ArrayList<>();
        int at = 0;
        while (at < letters.length()) {
            at = apply(letters, at, phones);
        }
        return stressed(phones, letters);
    }

    private static int apply(String word, int at, List<String> phones) {
        for (Rule rule : COMPILED) {
            Matcher m = rule.pattern().matcher(word).region(at, word.length());
            m.useTransparentBounds(true).useAnchoringBounds(false);
            if (m.lookingAt()) {
                phones.addAll(List.of(rule.phones()));
                return at + rule.letters();
            }
        }
        return at + 1;
    }

    private static byte[] stressed(List<String> phones, String word) {
        List<Integer> vowels = new ArrayList<>();
        for (int i = 0; i < phones.size(); i++) {
            if (phones.get(i).matches("[AEIOU]\\w")) {
                vowels.add(i);
            }
        }
        int primary = vowels.isEmpty() ? -1 : vowels.get(stressedSyllable(vowels.size(), word));
        byte[] numbers = new byte[phones.size()];
        for (int i = 0; i < numbers.length; i++) {
            String name = phones.get(i);
            boolean vowel = vowels.contains(i);
            numbers[i] = (byte) Arpabet.number(vowel ? name + (i == primary ? "1" : "0") : name);
        }
        return numbers;
    }

    private static int stressedSyllable(int syllables, String word) {
        if (syllables < 3) {
            return 0;
        }
        return PENULTIMATE.matcher(word).matches() ? syllables - 2 : syllables - 3;
    }
}
