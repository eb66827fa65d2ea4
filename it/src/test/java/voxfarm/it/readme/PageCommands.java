package voxfarm.it.readme;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a page: the lines of its shell blocks, and those that stand in its sentences. */
final class PageCommands {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w*)\\n(.*?)^ *```\\s*$");
    private static final Pattern SPAN =
            Pattern.compile("`((?:\\./voxfarm|curl|mvn) [^`]+)`|`(\\./voxfarm)`");
    private static final Pattern COMMENT = Pattern.compile("\\s{2,}#.*$");

    private PageCommands() {}

    /** In their order, each once. */
    static List<String> of(String page) {
        List<String> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        int end = 0;
        while (block.find()) {
            addSpans(page.substring(end, block.start()), commands);
            end = block.end();
            if (block.group(2).equals("sh")) {
                for (String line : block.group(3).replace("\\\n", " ").split("\n", -1)) {
                    add(COMMENT.matcher(line).replaceFirst("").strip(), commands);
                }
            }
        }
        addSpans(page.substring(end), commands);
        return commands;
    }

    private static void addSpans(String text, List<String> commands) {
        Matcher span = SPAN.matcher(text);
        while (span.find()) {
            if (span.group(1) != null) {
                add(span.group(1).replaceAll("\\s+", " ").strip(), commands);
            }
        }
    }

    private static void add(String command, List<String> commands) {
        if (!command.isEmpty() && !commands.contains(command)) {
            commands.add(command);
        }
    }

    /** The first block of a language that holds a text. */
    static String block(String page, String language, String with) {
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            if (block.group(2).equals(language) && block.group(3).contains(with)) {
                return block.group(3);
            }
        }
        throw new AssertionError("no block of " + language + " with " + with);
    }
}
