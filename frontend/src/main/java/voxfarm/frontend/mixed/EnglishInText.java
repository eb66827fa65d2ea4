package voxfarm.frontend.mixed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.language.Language;
import voxfarm.frontend.FrontEnd;
import voxfarm.frontend.Marks;
import voxfarm.frontend.Notation;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.TracedText;

/**
 * English words in texts of other languages, made ready for the English front end: what stands
 * there is mostly names and abbreviations, which that reads as if they were words. Abbreviations
 * are spelled, names with capitals inside read part by part, addresses with the names of their
 * signs. Thread-safe.
 */
final class EnglishInText {
    private static final int LONGEST_ABBREVIATION = 5;

    /** Words of the dictionary that are abbreviations among words of another language. */
    private static final Set<String> ABBREVIATIONS =
            Set.of("AI", "IT", "US", "UN", "ID", "UI", "PC", "PR", "HR", "VR", "AR", "PK", "AA");

    private static final Pattern TOKEN =
            Pattern.compile("[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*|[0-9]+|.", Pattern.DOTALL);
    private static final Pattern LATIN = Pattern.compile("[A-Za-z]+");
    private static final Pattern PARTS = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+");
    private static final Pattern ORDINAL = Pattern.compile("st|nd|rd|th|s");
    private static final Pattern ADDRESS =
            Pattern.compile(".*(?:://|@|www\\.|[a-z0-9]\\.[a-z]{2,}(?:/|$)).*");

    private final FrontEnd english;

    EnglishInText(FrontEnd english) {
        this.english = english;
    }

    /**
     * A stretch of English as the front end is to see it.
     *
     * @param text with letters and digits in half width
     * @param readings whose words stay as they are
     */
    TracedText written(String text, Readings readings) {
        TracedText all = TracedText.of(text);
        TracedText.Builder made = new TracedText.Builder(text.length() * 2);
        boolean alone = text.codePoints().filter(Character::isLetter).count() == 1;
        String before = "";
        for (Atom atom : Atoms.of(text)) {
            String word = atom.in(text);
            boolean plain =
                    atom.kind() != Atom.Kind.LATIN
                            || word.startsWith("[[")
                            || !readings.all(word).isEmpty();
            if (plain) {
                made.append(all, atom.begin(), atom.end());
            } else {
                append(all, atom, before, alone, made);
            }
            before = word;
        }
        return made.build();
    }

    /**
     * @param touching what stands right before it
     */
    private void append(
            TracedText all, Atom atom, String touching, boolean alone, TracedText.Builder made) {
        String word = atom.in(all.text());
        boolean address = ADDRESS.matcher(word.toLowerCase(Locale.ROOT)).matches();
        Matcher token = TOKEN.matcher(word);
        String before = isNumber(touching) ? touching : "";
        while (token.find()) {
            String one = token.group();
            int begin = atom.begin() + token.start();
            int end = atom.begin() + token.end();
            boolean apart =
                    !before.isEmpty()
                            && isWord(before)
                            && isWord(one)
                            && !ORDINAL.matcher(one).matches();
            if (apart) {
                made.append(' ', begin, end);
            }
            Optional<String> instead =
                    Character.isLetter(one.charAt(0))
                            ? mark(one, alone || isNumber(before) || isNumber(next(word, token)))
                            : sign(one, address, before, next(word, token));
            if (instead.isEmpty()) {
                made.append(all, begin, end);
            }
            instead.ifPresent(said -> {
                for (char c : said.toCharArray()) {
                    made.append(c, begin, end);
                }
            });
            before = one;
        }
    }

    private static String next(String word, Matcher token) {
        return token.end() < word.length() ? word.substring(token.end(), token.end() + 1) : "";
    }

    private static boolean isWord(String token) {
        return !token.isEmpty() && Character.isLetterOrDigit(token.charAt(0));
    }

    private static boolean isNumber(String token) {
        return !token.isEmpty() && Character.isDigit(token.charAt(token.length() - 1));
    }

    /** What is said of a sign within a word or an address; empty for the sign itself. */
    private static Optional<String> sign(
            String sign, boolean address, String before, String after) {
        if (sign.equals("-") && (isNumber(before) || isNumber(after))) {
            return Optional.of(" "); // GPT-4
        }
        return switch (sign) {
            case "+" -> Optional.of(" plus ");
            case "#" -> Optional.of(" sharp ");
            case "&" -> Optional.of(" and ");
            case "@" -> Optional.of(" at ");
            case "." -> address ? Optional.of(" dot ") : Optional.empty();
            case "/" -> Optional.of(address && !before.equals("/") ? " slash " : " ");
            case ":" -> address ? Optional.of(" colon ") : Optional.empty();
            case "_" -> Optional.of(" underscore ");
            case "=" -> Optional.of(" equals ");
            case "%" -> Optional.of(" percent ");
            case "~" -> Optional.of(" tilde ");
            default -> Optional.empty();
        };
    }

    /** A word with its phones, if it is no word that the dictionary reads. */
    private Optional<String> mark(String word, boolean byNumber) {
        if (!LATIN.matcher(word).matches()) {
            return Optional.empty(); // with accents, or an apostrophe
        }
        boolean capitals = word.chars().allMatch(Character::isUpperCase);
        boolean letter = word.length() == 1 && capitals && byNumber;
        boolean known = isKnown(word);
        boolean brief = word.length() <= LONGEST_ABBREVIATION;
        boolean vowel =
                word.toLowerCase(Locale.ROOT).chars().anyMatch(c -> "aeiouy".indexOf(c) >= 0);
        boolean spelled =
                letter
                        || (capitals && brief && !known)
                        || ABBREVIATIONS.contains(word)
                        || (!known && !vowel && brief);
        if (spelled) {
            return marked(word, letters(word));
        }
        if (known || !hasInnerCapital(word)) {
            return Optional.empty();
        }
        List<String> phones = new ArrayList<>();
        Matcher part = PARTS.matcher(word);
        while (part.find()) {
            String one = part.group();
            boolean capital = one.chars().allMatch(Character::isUpperCase);
            boolean spell = one.length() == 1 || (capital && !isKnown(one));
            phones.addAll(spell ? letters(one) : phones(one));
        }
        return marked(word, phones);
    }

    private static boolean hasInnerCapital(String word) {
        return word.chars().skip(1).anyMatch(Character::isUpperCase)
                && word.chars().anyMatch(Character::isLowerCase);
    }

    /** Empty where they are too many for a mark: it is read as one word then. */
    private static Optional<String> marked(String word, List<String> phones) {
        String reading = String.join(" ", phones);
        return Marks.fits(word, Notation.ARPABET, reading)
                ? Optional.of(Marks.of(word, Notation.ARPABET, reading))
                : Optional.empty();
    }

    private List<String> letters(String word) {
        List<String> phones = new ArrayList<>();
        for (char c : word.toUpperCase(Locale.ROOT).toCharArray()) {
            phones.addAll(c == 'A' ? List.of("EY1") : phones(String.valueOf(c)));
        }
        return phones;
    }

    private boolean isKnown(String word) {
        return words(word).stream()
                .allMatch(one ->
                        one.source() == SpokenText.Source.LEXICON
                                || one.source() == SpokenText.Source.HOMOGRAPH);
    }

    private List<String> phones(String word) {
        return words(word).stream().flatMap(one -> one.spoken().stream()).toList();
    }

    private List<SpokenText.Word> words(String word) {
        return english.speak(word, Language.EN, TextRules.DEFAULT, Readings.NONE)
                .runs()
                .getFirst()
                .words();
    }
}
