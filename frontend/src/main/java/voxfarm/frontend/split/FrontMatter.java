package voxfarm.frontend.split;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What tools for web pages put before a Markdown text for themselves: a block of YAML between two
 * lines of {@code ---}, or of TOML between two of {@code +++}. Such a line also parts scenes, so
 * what stands between must look like settings, line by line.
 */
final class FrontMatter {
    private static final Pattern FENCE = Pattern.compile("(?:-{3}|\\+{3})[ \\t]*+");

    private static final Pattern YAML =
            Pattern.compile(
                    "(?:[ \\t].*|#.*|-(?:[ \\t].*)?|[\\]}],?[ \\t]*+"
                            + "|(?:[\\p{L}_][\\p{L}\\p{N}_ ./@-]{0,60}+|\"[^\"]++\"|'[^']++')"
                            + "[ \\t]*+:(?:[ \\t].*)?)?");

    /** "Anna: Come in!" is the line of a play. */
    private static final Pattern SETTING =
            Pattern.compile(
                    "(?:[a-z_][\\w-]*+|(?i:title|subtitle|authors?|date|tags|layout|slug|language"
                            + "|categor(?:y|ies)|description|keywords|draft))[ \\t]*+[:=].*");

    private static final Pattern TOML =
            Pattern.compile(
                    "(?:[ \\t].*|#.*|\\[.*|[\\]}\"'].*"
                            + "|(?:[\\p{L}\\p{N}_.-]++|\"[^\"]++\"|'[^']++')[ \\t]*+=.*)?");

    private FrontMatter() {}

    /** Whether such a block may begin there, judged by the first line's marks alone. */
    static boolean mayBegin(CharSequence in, int at) {
        return in.length() - at > 3 && FENCE.matcher(in).region(at, lineEnd(in, at)).matches();
    }

    /** Behind the line that closes the block which begins there, if one does before {@code to}. */
    static OptionalInt end(CharSequence in, int at, int to) {
        char fence = in.charAt(at);
        boolean settings = false;
        for (int line = next(in, lineEnd(in, at)); line < to; ) {
            int end = lineEnd(in, line);
            String found = in.subSequence(line, end).toString();
            if (closes(found, fence)) {
                return settings ? OptionalInt.of(next(in, end)) : OptionalInt.empty();
            }
            if (!(fence == '-' ? YAML : TOML).matcher(found).matches()) {
                return OptionalInt.empty();
            }
            settings |= SETTING.matcher(found).matches();
            line = next(in, end);
        }
        return OptionalInt.empty();
    }

    private static boolean closes(String line, char fence) {
        String mark = line.stripTrailing();
        return mark.equals(String.valueOf(fence).repeat(3)) || (fence == '-' && mark.equals("..."));
    }

    private static int lineEnd(CharSequence in, int from) {
        int to = from;
        while (to < in.length() && in.charAt(to) != '\n' && in.charAt(to) != '\r') {
            to++;
        }
        return to;
    }

    /** Behind the line end that stands there. */
    private static int next(CharSequence in, int lineEnd) {
        if (lineEnd + 1 < in.length()
                && in.charAt(lineEnd) == '\r'
                && in.charAt(lineEnd + 1) == '\n') {
            return lineEnd + 2;
        }
        return Math.min(in.length(), lineEnd + 1);
    }
}
