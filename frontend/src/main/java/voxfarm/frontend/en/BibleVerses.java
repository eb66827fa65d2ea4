package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/** Chapters and verses, "Isaiah 40:31": neither times of day nor ratios. */
final class BibleVerses {
    private static final Set<String> BOOKS =
            Set.of(
                    "genesis",
                    "exodus",
                    "leviticus",
                    "deuteronomy",
                    "joshua",
                    "judges",
                    "ruth",
                    "samuel",
                    "kings",
                    "chronicles",
                    "ezra",
                    "nehemiah",
                    "esther",
                    "job",
                    "psalm",
                    "psalms",
                    "proverbs",
                    "ecclesiastes",
                    "isaiah",
                    "jeremiah",
                    "lamentations",
                    "ezekiel",
                    "daniel",
                    "hosea",
                    "joel",
                    "amos",
                    "obadiah",
                    "jonah",
                    "micah",
                    "nahum",
                    "habakkuk",
                    "zephaniah",
                    "haggai",
                    "zechariah",
                    "malachi",
                    "matthew",
                    "mark",
                    "luke",
                    "john",
                    "romans",
                    "corinthians",
                    "galatians",
                    "ephesians",
                    "philippians",
                    "colossians",
                    "thessalonians",
                    "timothy",
                    "titus",
                    "philemon",
                    "hebrews",
                    "james",
                    "peter",
                    "jude",
                    "revelation",
                    "revelations",
                    "quran");

    /** With a dot behind. */
    private static final Set<String> SHORT =
            Set.of(
                    "gen", "exod", "lev", "deut", "josh", "judg", "chron", "ps", "prov", "eccl",
                    "isa", "jer", "ezek", "dan", "hos", "zech", "mal", "matt", "rom", "cor", "gal",
                    "eph", "phil", "col", "thess", "tim", "heb", "jas", "pet", "rev");

    private BibleVerses() {}

    static boolean isBookBefore(String text, int at) {
        String word = Look.wordBefore(text, at);
        if (Look.isCapitalised(word)) {
            return BOOKS.contains(word.toLowerCase(Locale.ROOT));
        }
        String dotted =
                Look.isBlank(text, at - 1) && Look.at(text, at - 2) == '.'
                        ? Look.wordBefore(text, at - 2)
                        : "";
        return Look.isCapitalised(dotted) && SHORT.contains(dotted.toLowerCase(Locale.ROOT));
    }
}
