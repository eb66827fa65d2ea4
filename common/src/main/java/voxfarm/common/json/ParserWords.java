package voxfarm.common.json;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import voxfarm.common.error.Problems;

/**
 * What a parser says, in words for whoever wrote the document: its own name classes and switches of
 * this program that they neither see nor set.
 */
final class ParserWords {
    /** What is said in place of a message that begins so; groups are parts of it. */
    private record Rule(Pattern theirs, String ours) {
        Rule(String theirs, String ours) {
            this(Pattern.compile(theirs + ".*"), ours);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    new Rule("Unexpected end-of-input", "it ends too early"),
                    new Rule("Duplicate field ('.*')", "the member $1 stands there twice"),
                    // not which: a document may be a file that is none of its reader's business
                    new Rule("Unrecognized token", "a word that is no value of JSON"),
                    new Rule(
                            "(?:Unexpected|Invalid numeric value: Unexpected) character"
                                    + " \\(('.+?'|CTRL-CHAR).*in numeric value",
                            "a number with a character that belongs to none"),
                    new Rule(
                            "Unexpected character \\('/'.*comment",
                            "unexpected '/'; JSON has no comments"),
                    new Rule("Unexpected character \\(('.+?') ", "unexpected $1"),
                    new Rule("Unexpected character", "unexpected character"),
                    new Rule("Unexpected close marker ('.+?')", "$1 closes nothing that is open"),
                    new Rule(
                            "Illegal unquoted character",
                            "a control character inside a text, where a backslash and a letter"
                                    + " stand for one"),
                    new Rule(
                            "Illegal character",
                            "a control character where only spaces and line ends may stand"),
                    new Rule("Unrecognized character escape", "a backslash before no known escape"),
                    new Rule("Invalid UTF-8", "not UTF-8"),
                    new Rule(
                            "Non-standard token ('.+?')",
                            "$1 is no number of JSON, which has finite ones only"),
                    new Rule(
                            "(?:Invalid numeric value|Malformed numeric value|Leading"
                                    + " zeroes|Decimal point|Exponent indicator|JSON spec does not"
                                    + " allow numbers)",
                            "a number that is not written as JSON writes them"),
                    new Rule(
                            "(?:Name|String value|Number value|Document) length \\(\\d+\\) exceeds"
                                    + " the maximum allowed \\((\\d+)",
                            "expected names, texts and numbers of at most $1 characters"),
                    new Rule(
                            "Document nesting depth \\(\\d+\\) exceeds the maximum allowed"
                                    + " \\((\\d+)",
                            "expected a depth of at most $1"));

    /** Names of the parser's, in a message that no rule knows. */
    private static final Pattern NAMES = Pattern.compile("`|Feature|[A-Z]{2,}_[A-Z]|\\w\\.\\w+\\(");

    private ParserWords() {}

    /** The first line of a message, in words that are fit for a caller. */
    static String ours(String message) {
        String line = Problems.oneLine(message.lines().findFirst().orElse("malformed"));
        return RULES.stream()
                .flatMap(rule -> said(rule, line))
                .findFirst()
                .orElseGet(() -> NAMES.matcher(line).find() ? "malformed" : line);
    }

    private static Stream<String> said(Rule rule, String line) {
        Matcher found = rule.theirs().matcher(line);
        return found.matches() ? Stream.of(found.replaceFirst(rule.ours())) : Stream.empty();
    }
}
