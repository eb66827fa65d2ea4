package voxfarm.frontend.split;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What texts from web pages and for other speech programs hold beside their words: entities of HTML
 * and tags of HTML and SSML. Only names that these have count: {@code x<y and y>z} is text.
 */
final class Markup {
    /** A tag with its name, or a comment or an instruction without one. */
    private static final Pattern TAG =
            Pattern.compile(
                    "<(?:/?([A-Za-z][A-Za-z0-9:-]{0,30}+)"
                            + "(?:\\s++[A-Za-z_:][\\w:.-]*+\\s*+=\\s*+"
                            + "(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\\s\"'<>=/]++))*+\\s*+/?>"
                            + "|!--(?:[^-]|-(?!->))*+-->"
                            + "|\\?xml[^<>?]*+\\?>)");

    private static final Pattern ENTITY =
            Pattern.compile(
                    "&(?:#(\\d{1,7}+)|#[xX]([0-9a-fA-F]{1,6}+)|([A-Za-z][A-Za-z0-9]{1,9}+));");

    /** Of those that stand within a line. */
    private static final Set<String> INLINE =
            Set.of(
                    "a",
                    "abbr",
                    "b",
                    "big",
                    "cite",
                    "code",
                    "del",
                    "dfn",
                    "em",
                    "font",
                    "i",
                    "img",
                    "ins",
                    "kbd",
                    "mark",
                    "q",
                    "rp",
                    "rt",
                    "ruby",
                    "s",
                    "samp",
                    "small",
                    "span",
                    "strong",
                    "sub",
                    "sup",
                    "tt",
                    "u",
                    "var",
                    "wbr",
                    // of SSML
                    "audio",
                    "break",
                    "desc",
                    "emphasis",
                    "lang",
                    "lexicon",
                    "phoneme",
                    "prosody",
                    "say-as",
                    "token",
                    "voice",
                    "w",
                    "amazon:effect",
                    "mstts:express-as");

    /** Of those that begin or end a paragraph. */
    private static final Set<String> BLOCKS =
            Set.of(
                    "article",
                    "aside",
                    "blockquote",
                    "body",
                    "center",
                    "dd",
                    "div",
                    "dl",
                    "dt",
                    "figcaption",
                    "figure",
                    "footer",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "head",
                    "header",
                    "hr",
                    "html",
                    "li",
                    "main",
                    "nav",
                    "ol",
                    "p",
                    "pre",
                    "section",
                    "speak",
                    "summary",
                    "table",
                    "tbody",
                    "td",
                    "tfoot",
                    "th",
                    "thead",
                    "title",
                    "tr",
                    "ul");

    private static final Map<String, String> ENTITIES =
            Map.ofEntries(
                    Map.entry("amp", "&"),
                    Map.entry("lt", "<"),
                    Map.entry("gt", ">"),
                    Map.entry("quot", "\""),
                    Map.entry("apos", "'"),
                    Map.entry("nbsp", " "),
                    Map.entry("ensp", " "),
                    Map.entry("emsp", " "),
                    Map.entry("thinsp", " "),
                    Map.entry("shy", ""),
                    Map.entry("zwnj", ""),
                    Map.entry("zwj", ""),
                    Map.entry("hellip", "…"),
                    Map.entry("mdash", "—"),
                    Map.entry("ndash", "–"),
                    Map.entry("lsquo", "‘"),
                    Map.entry("rsquo", "’"),
                    Map.entry("ldquo", "“"),
                    Map.entry("rdquo", "”"),
                    Map.entry("laquo", "«"),
                    Map.entry("raquo", "»"),
                    Map.entry("middot", "·"),
                    Map.entry("bull", "•"),
                    Map.entry("copy", "©"),
                    Map.entry("reg", "®"),
                    Map.entry("trade", "™"),
                    Map.entry("deg", "°"),
                    Map.entry("plusmn", "±"),
                    Map.entry("times", "×"),
                    Map.entry("divide", "÷"),
                    Map.entry("frac12", "½"),
                    Map.entry("frac14", "¼"),
                    Map.entry("frac34", "¾"),
                    Map.entry("euro", "€"),
                    Map.entry("pound", "£"),
                    Map.entry("yen", "¥"),
                    Map.entry("cent", "¢"),
                    Map.entry("sect", "§"),
                    Map.entry("para", "¶"));

    private Markup() {}

    /**
     * What stands at a place instead of words.
     *
     * @param text that it stands for: characters, or the end of lines
     * @param tag its name, empty for what has none
     * @param end behind it
     */
    record Found(String text, String tag, int end) {}

    /** A tag or a comment that begins there, and ends before {@code to}. */
    static Optional<Found> tag(CharSequence in, int at, int to) {
        Matcher tag = TAG.matcher(in).region(at, to);
        if (!tag.lookingAt()) {
            return Optional.empty();
        }
        if (tag.group(1) == null) {
            return Optional.of(new Found("", "", tag.end()));
        }
        String name = tag.group(1).toLowerCase(java.util.Locale.ROOT);
        if (name.equals("br")) {
            return Optional.of(new Found("\n", name, tag.end()));
        }
        if (BLOCKS.contains(name)) {
            return Optional.of(new Found("\n\n", name, tag.end()));
        }
        return INLINE.contains(name)
                ? Optional.of(new Found("", name, tag.end()))
                : Optional.empty();
    }

    /** An entity that begins there, and ends before {@code to}. */
    static Optional<Found> entity(CharSequence in, int at, int to) {
        Matcher entity = ENTITY.matcher(in).region(at, to);
        if (!entity.lookingAt()) {
            return Optional.empty();
        }
        Optional<String> text =
                entity.group(3) != null
                        ? Optional.ofNullable(ENTITIES.get(entity.group(3)))
                        : character(
                                entity.group(1) != null
                                        ? Integer.parseInt(entity.group(1))
                                        : Integer.parseInt(entity.group(2), 16));
        return text.map(found -> new Found(found, "", entity.end()));
    }

    private static Optional<String> character(int code) {
        if (!Character.isValidCodePoint(code)
                || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
            return Optional.empty();
        }
        boolean blank = Character.isISOControl(code) || Character.isSpaceChar(code);
        return Optional.of(blank ? " " : Character.toString(code));
    }
}
