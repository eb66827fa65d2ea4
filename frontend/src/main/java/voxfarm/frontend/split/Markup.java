package voxfarm.frontend.split;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What texts from web pages and for other speech programs hold beside their words: entities of HTML
 * and tags of HTML and SSML, also such as pages make up, whose names have a hyphen or a known
 * prefix, and the signs of language models. Other names are text: {@code x<y and y>z}.
 */
final class Markup {
    /** Of those that HTML lets stand without a value: {@code <b and c>} is none. */
    private static final String BARE =
            "(?i:allowfullscreen|async|autofocus|autoplay|checked|compact|contenteditable|controls"
                    + "|crossorigin|declare|default|defer|disabled|download|draggable"
                    + "|formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nohref"
                    + "|nomodule|noresize|noshade|novalidate|nowrap|open|playsinline|popover"
                    + "|readonly|required|reversed|scoped|seamless|selected|spellcheck"
                    + "|data-[\\w.-]++)";

    /**
     * A tag with its name, or what has none. It ends at the next {@code <} at the latest, so that
     * no character is looked at for two of them.
     */
    private static final Pattern TAG =
            Pattern.compile(
                    "<(?:/?+(?<name>[A-Za-z][A-Za-z0-9:_.-]{0,60}+)"
                            + "(?:\\s++(?:[A-Za-z_:@][\\w:.-]*+\\s*+=\\s*+"
                            + "(?:\"[^\"<]*+\"|'[^'<]*+'|[^\\s\"'<>=/][^\\s\"'<>=]*+)"
                            + "|"
                            + BARE
                            + "(?=[\\s/>])))*+\\s*+/?+>"
                            + "|\\?[A-Za-z][^<>?]*+\\?>"
                            + "|(?<declared>!(?i:DOCTYPE))\\s[^<>]*+>"
                            + "|(?<model>\\|[A-Za-z][\\w-]{0,60}+\\|)>)");

    private static final Pattern MADE_UP =
            Pattern.compile(
                    "[a-z][a-z0-9._]*+(?:-[a-z0-9._]++)++"
                        + "|(?:amazon|google|mstts|ssml|svg|xml|epub|xsl|m|o|v|w|st1):[a-z-]++");

    private static final Pattern ENTITY =
            Pattern.compile(
                    "&(?:#(\\d{1,7}+)|#[xX]([0-9a-fA-F]{1,6}+)|([A-Za-z][A-Za-z0-9]{1,31}+));");

    private Markup() {}

    /**
     * What stands at a place instead of words.
     *
     * @param text that it stands for: characters, or the end of lines
     * @param tag its name, empty for what has none
     * @param hides whether what follows is not read until the tag is closed
     * @param end behind it
     */
    record Found(String text, String tag, boolean hides, int end) {}

    /** A tag that begins there, and ends before {@code to}. */
    static Optional<Found> tag(CharSequence in, int at, int to) {
        Matcher tag = TAG.matcher(in).region(at, to);
        if (!tag.lookingAt()) {
            return Optional.empty();
        }
        if (tag.group("name") == null) {
            String name = tag.group("declared") != null ? "!DOCTYPE" : tag.group("model");
            return Optional.of(new Found("", name == null ? "" : name, false, tag.end()));
        }
        String name = tag.group("name").toLowerCase(Locale.ROOT);
        if (name.equals("br")) {
            return Optional.of(new Found("\n", name, false, tag.end()));
        }
        Optional<HtmlNames.Kind> kind = HtmlNames.tag(name);
        if (kind.isEmpty()) {
            return MADE_UP.matcher(name).matches()
                    ? Optional.of(new Found("", name, false, tag.end()))
                    : Optional.empty();
        }
        boolean opens = in.charAt(at + 1) != '/' && in.charAt(tag.end() - 2) != '/';
        return Optional.of(
                switch (kind.get()) {
                    case INLINE -> new Found("", name, false, tag.end());
                    case BLOCK -> new Found("\n\n", name, false, tag.end());
                    case HIDDEN -> new Found("", name, opens, tag.end());
                });
    }

    /** An entity that begins there, and ends before {@code to}. */
    static Optional<Found> entity(CharSequence in, int at, int to) {
        Matcher entity = ENTITY.matcher(in).region(at, to);
        if (!entity.lookingAt()) {
            return Optional.empty();
        }
        Optional<String> text =
                entity.group(3) != null
                        ? HtmlNames.entity(entity.group(3))
                        : character(
                                entity.group(1) != null
                                        ? Integer.parseInt(entity.group(1))
                                        : Integer.parseInt(entity.group(2), 16));
        return text.map(found -> new Found(found, "", false, entity.end()));
    }

    private static Optional<String> character(int code) {
        return Character.isValidCodePoint(code)
                        && (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)
                ? Optional.of(HtmlNames.spoken(code))
                : Optional.empty();
    }
}
