package voxfarm.frontend.en;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the phones of an English word: short function words as they sound inside a sentence, then
 * CMUdict, then its words with an ending or in pairs, then rules. Thread-safe.
 */
final class EnglishLexicon {
    /** Where the first reading of CMUdict is not the usual one. */
    private static final Map<String, String> PREFERRED =
            Map.ofEntries(
                    Map.entry("monday", "M AH1 N D EY2"),
                    Map.entry("tuesday", "T UW1 Z D EY2"),
                    Map.entry("wednesday", "W EH1 N Z D EY2"),
                    Map.entry("thursday", "TH ER1 Z D EY2"),
                    Map.entry("friday", "F R AY1 D EY2"),
                    Map.entry("saturday", "S AE1 T ER0 D EY2"),
                    Map.entry("sunday", "S AH1 N D EY2"),
                    Map.entry("extraordinary", "EH0 K S T R AO1 R D AH0 N EH2 R IY0"),
                    Map.entry("conversation", "K AA0 N V ER0 S EY1 SH AH0 N"),
                    Map.entry("invitation", "IH0 N V IH0 T EY1 SH AH0 N"),
                    Map.entry("observation", "AA0 B Z ER0 V EY1 SH AH0 N"),
                    Map.entry("opportunity", "AA0 P ER0 T UW1 N IH0 T IY0"),
                    Map.entry("particularly", "P ER0 T IH1 K Y AH0 L ER0 L IY0"),
                    Map.entry("catherine", "K AE1 TH R IH0 N"),
                    Map.entry("museum", "M Y UW0 Z IY1 AH0 M"),
                    Map.entry("president", "P R EH1 Z IH0 D AH0 N T"),
                    Map.entry("lawyer", "L OY1 ER0"),
                    Map.entry("government", "G AH1 V ER0 N M AH0 N T"),
                    Map.entry("emoji", "IH0 M OW1 JH IY0"),
                    Map.entry("february", "F EH1 B R UW0 EH2 R IY0"),
                    Map.entry("dog", "D AA1 G"),
                    Map.entry("minute", "M IH1 N AH0 T"),
                    Map.entry("even", "IY1 V AH0 N"),
                    Map.entry("thirty", "TH ER1 T IY0"),
                    Map.entry("wind", "W IH1 N D"),
                    Map.entry("here", "HH IH1 R"),
                    Map.entry("already", "AO0 L R EH1 D IY0"),
                    // noises
                    Map.entry("sh", "SH"),
                    Map.entry("shh", "SH"),
                    Map.entry("psst", "P S T"),
                    Map.entry("brr", "B ER1"),
                    Map.entry("brrr", "B ER1"),
                    Map.entry("grr", "G ER1"),
                    Map.entry("grrr", "G ER1"),
                    Map.entry("tsk", "T IH1 S K"),
                    Map.entry("zzz", "Z IH1 Z"),
                    Map.entry("pfft", "P F T"),
                    Map.entry("hmph", "HH AH1 M F"),
                    Map.entry("nth", "EH1 N TH"),
                    // said as words, by their makers
                    Map.entry("hipaa", "HH IH1 P AH0"),
                    Map.entry("fifa", "F IY1 F AH0"),
                    Map.entry("ffmpeg", "EH2 F EH2 F EH1 M P EH0 G"));

    private static final List<String> LETTERS =
            List.of(
                    "EY1",
                    "B IY1",
                    "S IY1",
                    "D IY1",
                    "IY1",
                    "EH1 F",
                    "JH IY1",
                    "EY1 CH",
                    "AY1",
                    "JH EY1",
                    "K EY1",
                    "EH1 L",
                    "EH1 M",
                    "EH1 N",
                    "OW1",
                    "P IY1",
                    "K Y UW1",
                    "AA1 R",
                    "EH1 S",
                    "T IY1",
                    "Y UW1",
                    "V IY1",
                    "D AH1 B AH0 L Y UW0",
                    "EH1 K S",
                    "W AY1",
                    "Z IY1");

    private static final Set<String> VOICELESS = Set.of("P", "T", "K", "F", "TH");
    private static final Set<String> SIBILANT = Set.of("S", "Z", "SH", "ZH", "CH", "JH");

    /** What other endings add to a word; the first that fits. */
    private static final List<Map.Entry<String, String>> ENDINGS =
            List.of(
                    Map.entry("'ll", "AH0 L"),
                    Map.entry("'ve", "AH0 V"),
                    Map.entry("'d", "D"),
                    Map.entry("fully", "F AH0 L IY0"),
                    Map.entry("lessly", "L AH0 S L IY0"),
                    Map.entry("ly", "L IY0"),
                    Map.entry("ness", "N AH0 S"),
                    Map.entry("less", "L AH0 S"),
                    Map.entry("ful", "F AH0 L"),
                    Map.entry("ment", "M AH0 N T"),
                    Map.entry("like", "L AY2 K"),
                    Map.entry("ship", "SH IH0 P"),
                    Map.entry("able", "AH0 B AH0 L"),
                    Map.entry("ish", "IH0 SH"),
                    Map.entry("er", "ER0"),
                    Map.entry("est", "AH0 S T"));

    private static final List<Map.Entry<String, String>> PREFIXES =
            List.of(
                    Map.entry("under", "AH2 N D ER0"),
                    Map.entry("over", "OW2 V ER0"),
                    Map.entry("non", "N AA2 N"),
                    Map.entry("dis", "D IH0 S"),
                    Map.entry("mis", "M IH0 S"),
                    Map.entry("un", "AH0 N"),
                    Map.entry("re", "R IY2"));

    private static final int MIN_COMPOUND_PART = 3;

    /** So many ways to shorten a word whose letters are repeated are tried. */
    private static final int MOST_LENGTHENED = 8;

    /** No word that anyone knows has so many letters. */
    private static final int LONGEST_WORD = 60;

    /** Longer words in capitals are words, however they begin. */
    private static final int LONGEST_SPELLED = 6;

    private final PronouncingDictionary dictionary;
    private final SpokenForms forms;

    EnglishLexicon(PronouncingDictionary dictionary, SpokenForms forms) {
        this.dictionary = dictionary;
        this.forms = forms;
    }

    /**
     * How one word sounds in a sentence; empty texts if it cannot be spoken.
     *
     * @param word small letters and apostrophes
     * @param spelling as it was written, with accents and capitals
     */
    SpokenForms.Form form(String word, String spelling) {
        if (word.length() > LONGEST_WORD) {
            return new SpokenForms.Form(inPieces(word));
        }
        Optional<SpokenForms.Form> form = forms.word(word);
        return form.isPresent() && !spelling.equals("US")
                ? form.get()
                : new SpokenForms.Form(EnglishIpa.of(word, phones(word, spelling)));
    }

    /** How a word sounds whose h may be left out, which is then no word by itself: 'undred. */
    SpokenForms.Form clipped(String word, String spelling) {
        Optional<byte[]> whole =
                !word.isEmpty() && "aeiou".indexOf(word.charAt(0)) >= 0 && !isKnown(word)
                        ? known("h" + bare(word))
                        : Optional.empty();
        return whole.map(phones -> Arrays.copyOfRange(phones, 1, phones.length))
                .map(phones -> new SpokenForms.Form(EnglishIpa.of(word, phones)))
                .orElseGet(() -> form(word, spelling));
    }

    /**
     * Such strings of letters are hardly words; each piece is read alone, which bounds the time.
     */
    private String inPieces(String word) {
        StringBuilder ipa = new StringBuilder();
        for (int from = 0; from < word.length(); from += LONGEST_WORD) {
            String piece = word.substring(from, Math.min(word.length(), from + LONGEST_WORD));
            ipa.append(EnglishIpa.of(piece, phones(piece, piece)));
        }
        return ipa.toString();
    }

    /** The names of letters from a to z as one word, the last of them stressed most. */
    String spelled(String word) {
        boolean ending = word.endsWith("'s");
        byte[] names = letters(ending ? word.substring(0, word.length() - 2) : word);
        return names.length == 0 ? "" : EnglishIpa.of(ending ? plural(names) : names);
    }

    /** Whether the dictionary has the word, or what it is an ending of. */
    boolean isKnown(String word) {
        String bare = bare(word);
        return forms.word(bare).isPresent() || known(bare).isPresent();
    }

    private static String bare(String word) {
        return word.endsWith("'") ? word.substring(0, word.length() - 1) : word;
    }

    private byte[] phones(String word, String spelling) {
        String bare = bare(word);
        Optional<byte[]> known =
                firstOf(
                        firstOf(borrowed(bare, spelling), dropped(word, spelling)),
                        InnerCapitals.holdLetters(spelling)
                                ? innerCapitals(spelling)
                                : Optional.empty());
        known = known.isPresent() ? known : known(bare);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<byte[]> ofStem = withApostrophe(bare, spelling);
        if (ofStem.isPresent()) {
            return ofStem.get();
        }
        Optional<byte[]> shorter = lengthened(bare);
        if (shorter.isPresent()) {
            return shorter.get();
        }
        boolean capitals =
                spelling.length() > 1 && spelling.chars().noneMatch(Character::isLowerCase);
        if (readByLetter(bare, capitals)) {
            return letters(bare);
        }
        if (isPluralOfCapitals(spelling) && bare.length() > 1) {
            byte[] names = letters(bare.substring(0, bare.length() - 1)); // NGOs
            if (names.length > 0 && readByLetter(bare.substring(0, bare.length() - 1), true)) {
                return plural(names);
            }
        }
        Optional<byte[]> built = firstOf(innerCapitals(spelling), withPrefix(bare));
        return (built.isPresent() ? built : compound(bare))
                .orElseGet(() -> LetterToSound.guess(BorrowedWords.respelled(bare, spelling)));
    }

    /** {@code layf's}: of a word that is read by rules, too, and not "lay" with "f's". */
    private Optional<byte[]> withApostrophe(String word, String spelling) {
        int cut = word.lastIndexOf('\'');
        String ending = cut < 1 ? "" : word.substring(cut);
        String added =
                ENDINGS.stream()
                        .filter(one -> one.getKey().equals(ending))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("");
        if (!ending.equals("'s") && added.isEmpty()) {
            return Optional.empty();
        }
        String stem = word.substring(0, cut);
        int written = bare(spelling).lastIndexOf('\'');
        byte[] phones = phones(stem, written < 1 ? stem : spelling.substring(0, written));
        if (phones.length == 0) {
            return Optional.empty();
        }
        return Optional.of(added.isEmpty() ? plural(phones) : append(phones, added));
    }

    private static boolean isPluralOfCapitals(String spelling) {
        return spelling.endsWith("s")
                && Look.isInCapitals(spelling.substring(0, spelling.length() - 1));
    }

    /** Words of other languages, by their accents too: not "resume", but "résumé". */
    private Optional<byte[]> borrowed(String word, String spelling) {
        Optional<byte[]> listed = BorrowedWords.bundled().find(word, spelling);
        if (listed.isPresent() || !BorrowedWords.endsInAccent(spelling)) {
            return listed;
        }
        boolean plural = word.endsWith("s");
        String one = plural ? word.substring(0, word.length() - 1).replaceFirst("'$", "") : word;
        byte[] phones =
                known(one)
                        .filter(EnglishLexicon::endsInEy)
                        .orElseGet(() ->
                                append(
                                        unstressed(
                                                LetterToSound.guess(
                                                        one.replaceFirst("e{1,2}$", ""))),
                                        "EY1"));
        return Optional.of(plural ? plural(phones) : phones);
    }

    private static byte[] unstressed(byte[] phones) {
        byte[] all = phones.clone();
        for (int i = 0; i < all.length; i++) {
            if (Arpabet.stress(all[i]) > 0) {
                all[i] = (byte) Arpabet.withStress(all[i], 0);
            }
        }
        return all;
    }

    private static boolean endsInEy(byte[] phones) {
        return Arpabet.base(phones[phones.length - 1]).equals("EY");
    }

    /** {@code goin'}: of a word in -ing, unless it is the name before the end of a quotation. */
    private Optional<byte[]> dropped(String word, String spelling) {
        if (!word.endsWith("in'")) {
            return Optional.empty();
        }
        String bare = bare(word);
        boolean known = dictionary.lookUp(bare).isPresent();
        Optional<byte[]> whole = Optional.empty();
        if (!known) {
            whole = known(bare + "g");
        } else if (!Look.isCapitalised(spelling)) {
            whole = dictionary.lookUp(bare + "g");
        }
        return whole.map(phones -> append(Arrays.copyOf(phones, phones.length - 1), "N"));
    }

    /** {@code GitHub}, {@code ChatGPT}, {@code IoT}: what its capitals part, as one word. */
    private Optional<byte[]> innerCapitals(String spelling) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String part : InnerCapitals.parts(spelling)) {
            String small = part.toLowerCase(Locale.ROOT);
            Optional<byte[]> known =
                    InnerCapitals.isLetters(part) ? Optional.empty() : known(small);
            boolean spelled =
                    InnerCapitals.isMixed(spelling)
                            || InnerCapitals.isLetters(part)
                            || (known.isEmpty() && Look.isInCapitals(part));
            if (!spelled && known.isEmpty() && !InnerCapitals.holdLetters(spelling)) {
                return Optional.empty();
            }
            byte[] phones =
                    spelled ? letters(small) : known.orElseGet(() -> LetterToSound.guess(small));
            boolean weaker = all.size() > 0 && !spelled;
            for (byte phone : phones) {
                all.write(
                        weaker && Arpabet.stress(phone) == 1
                                ? Arpabet.withStress(phone, 2)
                                : phone);
            }
        }
        return all.size() == 0 ? Optional.empty() : Optional.of(all.toByteArray());
    }

    private Optional<byte[]> known(String word) {
        String preferred = PREFERRED.get(word);
        if (preferred != null) {
            return Optional.of(Arpabet.parse(preferred));
        }
        Optional<byte[]> whole = dictionary.lookUp(word);
        return whole.isPresent() ? whole : withEnding(word);
    }

    private static boolean readByLetter(String word, boolean capitals) {
        boolean noVowel =
                word.chars().noneMatch(c -> "aeiou".indexOf(c) >= 0) && word.indexOf('y', 1) < 0;
        return word.length() == 1
                || (capitals && word.length() <= 3)
                || (noVowel && word.length() <= 5)
                || (capitals && word.length() <= LONGEST_SPELLED && !Sayable.is(word));
    }

    private static byte[] letters(String word) {
        ByteArrayOutputStream phones = new ByteArrayOutputStream();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 'a' && c <= 'z') {
                for (byte phone : Arpabet.parse(LETTERS.get(c - 'a'))) {
                    boolean weaker = i + 1 < word.length() && word.charAt(i + 1) != '\'';
                    phones.write(
                            weaker && Arpabet.stress(phone) == 1
                                    ? Arpabet.withStress(phone, 2)
                                    : phone);
                }
            }
        }
        return phones.toByteArray();
    }

    /** Forms of known words. */
    private Optional<byte[]> withEnding(String word) {
        Optional<byte[]> inflected = inflected(word);
        if (inflected.isPresent()) {
            return inflected;
        }
        for (Map.Entry<String, String> ending : ENDINGS) {
            if (word.endsWith(ending.getKey())) {
                Optional<byte[]> stem = stem(word, ending.getKey().length(), "");
                if (stem.isPresent()) {
                    return Optional.of(append(stem.get(), ending.getValue()));
                }
            }
        }
        return Optional.empty();
    }

    /** Possessives, plurals, past and progressive forms. */
    private Optional<byte[]> inflected(String word) {
        if (word.endsWith("'s")) {
            return stem(word, 2, "").map(EnglishLexicon::plural);
        }
        if (word.endsWith("s") && !word.endsWith("ss")) {
            return firstOf(
                            firstOf(
                                    stem(word, 1, ""),
                                    endsInEs(word) ? stem(word, 2, "") : Optional.empty()),
                            word.endsWith("ies") ? stem(word, 3, "y") : Optional.empty())
                    .map(EnglishLexicon::plural);
        }
        if (word.endsWith("ed")) {
            return firstOf(
                            firstOf(stem(word, 2, ""), stem(word, 1, "")),
                            word.endsWith("ied") ? stem(word, 3, "y") : undoubled(word, 2))
                    .map(EnglishLexicon::past);
        }
        if (word.endsWith("ing")) {
            return firstOf(firstOf(stem(word, 3, ""), stem(word, 3, "e")), undoubled(word, 3))
                    .map(stem -> append(stem, "IH0 NG"));
        }
        return Optional.empty();
    }

    /** As boxes: elsewhere the e is of the stem. */
    private static boolean endsInEs(String word) {
        return word.matches(".*(?:s|x|z|ch|sh|o)es");
    }

    /** As quit in quitted. */
    private Optional<byte[]> undoubled(String word, int cut) {
        int last = word.length() - cut - 1;
        return last > 1 && word.charAt(last) == word.charAt(last - 1)
                ? stem(word, cut + 1, "")
                : Optional.empty();
    }

    /**
     * {@code sooo}, {@code coool}, {@code shhh}: a known word of which a letter stands three times
     * and more. It has two of them there if that is a word, but where words hardly ever have two.
     */
    private Optional<byte[]> lengthened(String word) {
        List<String> forms = List.of("");
        boolean longer = false;
        for (int from = 0; from < word.length(); ) {
            char letter = word.charAt(from);
            int end = from;
            while (end < word.length() && word.charAt(end) == letter) {
                end++;
            }
            String once = String.valueOf(letter);
            boolean is = end - from > 2 && letter != '\'';
            List<String> runs = List.of(is ? once + once : word.substring(from, end));
            if (is && forms.size() < MOST_LENGTHENED) {
                runs =
                        isSeldomDouble(word, letter, end)
                                ? List.of(once, once + once)
                                : List.of(once + once, once);
            }
            longer |= is;
            List<String> all = new ArrayList<>();
            for (String form : forms) {
                for (String run : runs) {
                    all.add(form + run);
                }
            }
            forms = all;
            from = end;
        }
        return longer
                ? forms.stream()
                        .filter(form -> form.chars().distinct().count() > 1)
                        .flatMap(form -> known(form).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** Only names have two of them: Saad, Loong, Woo. */
    private static boolean isSeldomDouble(String word, char letter, int end) {
        boolean last = end == word.length();
        return "ahijkquvwxy".indexOf(letter) >= 0
                || (letter == 'o' && (last || word.startsWith("ng", end)));
    }

    /** Known words behind a prefix that keeps its sound. */
    private Optional<byte[]> withPrefix(String word) {
        for (Map.Entry<String, String> prefix : PREFIXES) {
            String rest =
                    word.startsWith(prefix.getKey())
                            ? word.substring(prefix.getKey().length())
                            : "";
            Optional<byte[]> stem =
                    rest.length() < MIN_COMPOUND_PART ? Optional.empty() : known(rest);
            if (stem.isPresent()) {
                return Optional.of(join(Arpabet.parse(prefix.getValue()), stem.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> firstOf(Optional<byte[]> a, Optional<byte[]> b) {
        return a.isPresent() ? a : b;
    }

    private Optional<byte[]> stem(String word, int cut, String added) {
        String stem = word.substring(0, word.length() - cut) + added;
        return stem.length() < 2 ? Optional.empty() : dictionary.lookUp(stem);
    }

    static byte[] plural(byte[] stem) {
        String last = Arpabet.base(stem[stem.length - 1]);
        return append(
                stem, SIBILANT.contains(last) ? "IH0 Z" : VOICELESS.contains(last) ? "S" : "Z");
    }

    private static byte[] past(byte[] stem) {
        String last = Arpabet.base(stem[stem.length - 1]);
        if (last.equals("T") || last.equals("D")) {
            return append(stem, "IH0 D");
        }
        return append(
                stem,
                VOICELESS.contains(last)
                                || last.equals("S")
                                || last.equals("SH")
                                || last.equals("CH")
                        ? "T"
                        : "D");
    }

    private static byte[] append(byte[] stem, String phones) {
        return join(stem, Arpabet.parse(phones));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /**
     * Two known words written as one: the longest first part wins, the second's stress becomes
     * secondary.
     */
    private Optional<byte[]> compound(String word) {
        for (int cut = word.length() - MIN_COMPOUND_PART; cut >= MIN_COMPOUND_PART; cut--) {
            Optional<byte[]> first = dictionary.lookUp(word.substring(0, cut));
            Optional<byte[]> second =
                    first.isEmpty() ? Optional.empty() : known(word.substring(cut));
            if (first.isPresent() && second.isPresent()) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(first.get());
                for (byte phone : second.get()) {
                    all.write(Arpabet.stress(phone) == 1 ? Arpabet.withStress(phone, 2) : phone);
                }
                return Optional.of(all.toByteArray());
            }
        }
        return Optional.empty();
    }
}
