package voxfarm.frontend;

import java.util.LinkedHashMap;
import java.util.Map;

/** Families of texts that look harmless and cost a careless reader the square of their length. */
public final class HostileTexts {
    private HostileTexts() {}

    /** What is to be repeated, by what it is. */
    public static Map<String, String> units() {
        Map<String, String> units = new LinkedHashMap<>();
        units.put("full stops, then a letter", ".".repeat(4000) + "a");
        units.put("exclamation marks, then a letter", "!".repeat(4090) + "a");
        units.put("full stops", ".");
        units.put("quotes and full stops", "\".");
        units.put("closing brackets", ".)");
        units.put("full stops and letters", "a.");
        units.put("apostrophes", "a'");
        units.put("typographic apostrophes", "a\u2019");
        units.put("apostrophes after other letters", "\u0436'");
        units.put("two scripts in turn", "\u0436a");
        units.put("combining marks", "a" + "\u0301".repeat(100));
        units.put("marks out of order", "\u0301\u0316");
        units.put("letters beyond the basic plane", "a.\ud800\udf30.");
        units.put("apostrophes beyond the basic plane", "a'\ud800\udf30'");
        units.put("spaces between full stops", ". ");
        units.put("marks, then blanks", "...." + " ".repeat(2000) + "a");
        units.put("blanks", " ");
        units.put("line ends", "\n");
        units.put("lines of blanks", "\n" + " ".repeat(50));
        units.put("digits", "1234567890");
        units.put("digits and commas", "1,");
        units.put("thousands", "111,");
        units.put("digits and full stops", "1.");
        units.put("telephone numbers", "12-123-");
        units.put("ordinals that are none", "1".repeat(500) + "x ");
        units.put("hyphens", "a-");
        units.put("at signs and dots", "a@b.");
        units.put("addresses that are none", "a".repeat(60) + "@" + "b".repeat(60) + " ");
        units.put("a web address of marks", "http://" + ".".repeat(3000) + "a");
        units.put("slashes", "a/");
        units.put("abbreviations", "Mr. ");
        units.put("doctors", "Dr. ");
        units.put("numbers of pages", "p. ");
        units.put("and so on", "etc. ");
        units.put("chapters", "Chapter I   ");
        units.put("Roman numerals", "XVI ");
        units.put("open brackets", "(");
        units.put("tags that do not end", "<a b=");
        units.put("comments that do not end", "<!-- ");
        units.put("comments of nothing that do not end", "<!--");
        units.put("declarations that do not end", "<!DOCTYPE ");
        units.put("scripts that do not end", "<script>");
        units.put("tags in quotes that do not end", "<a b=\"c\" d='");
        units.put("comments and links", "<!-- [a](b)");
        units.put("links that do not end", "[a](b(c)");
        units.put("pictures that do not end", "![a");
        units.put("backticks", "`");
        units.put("first items of lists", "1. a\n");
        units.put("first items, then line ends", "1. a" + "\n".repeat(2000));
        units.put("a heading of hashes", "# ");
        units.put("rules of tables that are none", " ".repeat(490) + "x\n");
        units.put("tags", "<b>");
        units.put("entities that are none", "&#");
        units.put("entities", "&amp;");
        units.put("square brackets", "[");
        units.put("brackets of phonemes", "[[a");
        units.put("marks", "[[a|ipa:b]]");
        units.put("marks that nothing closes", "[[a|ipa:b ");
        units.put("addresses", "a/a:/");
        units.put("pinyin marks that are none", "\u91cd[chong2 ");
        units.put("a rare Han character", "\u9f98");
        units.put("not, not", "\u4e0d\u4e0d");
        units.put("one, one", "\u4e00\u4e00");
        units.put("r, r", "\u513f");
        units.put("tone three, tone three", "\u8001\u864e");
        units.put("ellipses", "\u2026\u2026");
        units.put("full-width marks", "\u3002\uff01");
        units.put("full-width digits", "\uff11\uff0e");
        units.put("zero-width joiners", "a\u200d");
        units.put("long vowel marks", "\u30fc");
        units.put("escapes that do not end", "\u001b]");
        units.put("long escapes that do not end", "\u009b" + "0".repeat(300));
        units.put("letters struck over", "a\b");
        units.put("surrogate pairs", "\ud83d\ude00");
        units.put("halves of pairs", "\ud83d");
        units.put("one word", "a");
        units.put("one word in capitals", "B");
        units.put("ligatures that grow", "\ufdfa");
        units.put("currencies", "$1");
        units.put("times", "1:11:");
        units.put("words of two readings", "read live ");
        units.put("powers", "1\u00b2");
        units.put("fractions", "1\u00bd");
        units.put("initials", "J. ");
        units.put("letters with ampersands", "A&");
        units.put("formulas", "H2O(OH)2");
        units.put("items of a list in one line", "1. a 2. b ");
        units.put("brackets that do not close, and others", "a (b [c) ");
        units.put("dots in brackets", "a (. ");
        units.put("quotations and particles", "\u300c\u3042\u3002\u300d\u3068");
        units.put("spaced thousands", "1 000 ");
        units.put("small sentences", "a. b! c? ");
        return units;
    }
}
