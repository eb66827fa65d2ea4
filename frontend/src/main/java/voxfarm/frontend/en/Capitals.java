package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/**
 * Whether capitals are the names of letters, or a word that someone shouts, or that stands in a
 * heading. Stateless.
 */
final class Capitals {
    /** In capitals these are letters, whatever word or name a dictionary has of them. */
    private static final Set<String> LETTERS =
            Set.of(
                    "US", "IT", "AI", "UN", "EU", "PR", "PC", "OS", "IQ", "HR", "ER", "TV", "UK",
                    "LA", "DC", "MS", "MD", "CD", "DJ", "VR", "AR", "GP", "MP", "PM", "AM", "AD",
                    "BC", "CE", "ID", "IP", "IDE", "ISO", "SAT", "MIT", "LED", "IRA", "ANA", "SOS",
                    "VIP", "RIP", "CIA", "FBI", "USA", "UAE", "API", "URL", "FAQ", "CEO", "CFO",
                    "CTO", "COO", "DNA", "RNA", "HIV", "CPU", "GPU", "USB", "SSD", "HDD", "PDF",
                    "HTML", "CSS", "SQL", "XML", "NBA", "NFL", "NHL", "MLB", "BBC", "CNN", "NBC",
                    "CBS", "ABC", "PBS", "NPR", "MTV", "HBO", "IBM", "AMD", "BMW", "KGB", "NSA",
                    "EPA", "FDA", "IRS", "DOJ", "DOE", "GDP", "IPO", "ATM", "GPS", "SUV", "RPM",
                    "MRI", "ICU", "EKG", "ECG", "ADHD", "OCD", "BMI", "IVF", "UFO", "DIY", "RSVP",
                    "ETA", "ESP", "GOP", "DNC", "RNC", "ACLU", "NAACP", "YMCA", "UCLA", "USC",
                    "NYU", "EST", "PST", "IPA", "ITV", "IMF", "WTO", "ECB", "OED", "SEC", "TNT",
                    "AOL", "ERP", "CRM", "ROI", "KPI", "AWS", "IMHO", "IMO", "AFAIK", "AARP",
                    "OECD", "IEC", "IAM", "ETF", "EV", "APA", "AMA", "ADA", "UAV", "OEM", "EULA",
                    "LAX", "ORD", "MIA", "ALS", "AKA");

    /** Words of two letters, which capitals do not spell. */
    private static final Set<String> SHORT_WORDS =
            Set.of(
                    "AM", "AN", "AS", "AT", "BE", "BY", "DO", "GO", "HA", "HE", "HI", "IF", "IN",
                    "IS", "IT", "ME", "MY", "NO", "OF", "OH", "ON", "OR", "OW", "OX", "SO", "TO",
                    "UP", "US", "WE", "YE", "MA", "PA", "UM", "UH", "LO", "EH", "AH");

    /** Before "US" in a text all in capitals: the word. */
    private static final Set<String> BEFORE_WORD_US =
            Set.of(
                    "about", "above", "after", "against", "among", "around", "at", "before",
                    "behind", "between", "by", "contact", "for", "from", "give", "help", "join",
                    "let", "like", "of", "on", "save", "see", "show", "tell", "than", "to", "upon",
                    "with", "follow", "all", "both", "makes", "made", "love", "loves");

    private static final Set<String> BEHIND_IT =
            Set.of(
                    "department",
                    "departments",
                    "support",
                    "team",
                    "teams",
                    "manager",
                    "managers",
                    "staff",
                    "security",
                    "industry",
                    "specialist",
                    "professional",
                    "professionals",
                    "company",
                    "companies",
                    "services",
                    "systems",
                    "consultant",
                    "director",
                    "sector",
                    "infrastructure",
                    "skills",
                    "jobs",
                    "projects",
                    "budget");

    /** Longer words without a vowel are noises that someone writes. */
    private static final int LONGEST_UNSAYABLE = 5;

    private Capitals() {}

    /**
     * Whether a word in capitals is spelled.
     *
     * @param word capitals
     * @param before the word before it, as it is written
     * @param after the word behind it, as it is written
     */
    static boolean areLetters(String word, String before, String after) {
        boolean loud = isLoud(before) || isLoud(after);
        String small = before.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "US" -> loud ? !BEFORE_WORD_US.contains(small) : !small.equals("let");
            case "IT" ->
                    loud ? BEHIND_IT.contains(after.toLowerCase(Locale.ROOT)) : !isVerbOfIt(small);
            case "WHO" -> !loud && small.equals("the");
            case "AM" -> !loud && !small.equals("i");
            case "UPS" -> !loud;
            default ->
                    LETTERS.contains(word)
                            || (!hasVowel(word) && word.length() <= LONGEST_UNSAYABLE)
                            || (word.length() == 2 && !SHORT_WORDS.contains(word) && !loud);
        };
    }

    /** What people do to "IT" when they shout at each other. */
    private static boolean isVerbOfIt(String before) {
        return switch (before) {
            case "do",
                    "did",
                    "done",
                    "love",
                    "hate",
                    "want",
                    "get",
                    "stop",
                    "is",
                    "was",
                    "that",
                    "said",
                    "say",
                    "make",
                    "made",
                    "feel",
                    "see",
                    "know" ->
                    true;
            default -> false;
        };
    }

    /** A word in capitals that is not itself spelled. */
    static boolean isLoud(String word) {
        return Look.isInCapitals(word)
                && (SHORT_WORDS.contains(word) || !LETTERS.contains(word))
                && word.length() > (SHORT_WORDS.contains(word) ? 1 : 2)
                && !word.equals("US")
                && hasVowel(word);
    }

    private static boolean hasVowel(String word) {
        return word.chars().anyMatch(c -> "AEIOUY".indexOf(c) >= 0);
    }

    /**
     * Whether a capital A is the letter and not the article.
     *
     * @param begins whether it begins a sentence
     * @param markBehind whether no word follows it
     */
    static boolean isLetterA(String before, String after, boolean begins, boolean markBehind) {
        String small = before.toLowerCase(Locale.ROOT);
        boolean label =
                !begins
                        && (ShortForms.LABELS.contains(small)
                                || small.equals("an")
                                || small.equals("the"));
        if (label || markBehind || (after.length() == 1 && Look.isCapitalised(after))) {
            return true;
        }
        if (begins || isLoud(before) || isLoud(after)) {
            return false;
        }
        boolean title = Look.isCapitalised(before) && Look.isCapitalised(after);
        return !title;
    }
}
