package voxfarm.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.Problems;

/** A parser that stops at the first token beyond its budget. Not thread-safe. */
final class BudgetedParser extends JsonParserDelegate {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // names of strangers shall not stay in the process
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    // the budget bounds these, with messages of its own
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonBudget.LOCAL.depth() + 1)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(JsonBudget.LOCAL.nameCharacters() + 1)
                                    .maxStringLength(JsonBudget.LOCAL.textCharacters())
                                    .build())
                    .build();

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_]{1,40}");

    private final JsonBudget budget;
    private long tokens;
    private int depth;

    private BudgetedParser(JsonParser parser, JsonBudget budget) {
        super(parser);
        this.budget = budget;
    }

    static BudgetedParser of(InputStream in, JsonBudget budget) throws IOException {
        return new BudgetedParser(FACTORY.createParser(in), budget);
    }

    static BudgetedParser of(byte[] document, JsonBudget budget) throws IOException {
        return new BudgetedParser(FACTORY.createParser(document), budget);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == null) {
            return null;
        }
        if (++tokens > budget.tokens()) {
            throw beyond("expected at most " + budget.tokens() + " names and values");
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (++depth > budget.depth()) {
                    throw beyond("expected a depth of at most " + budget.depth());
                }
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> checkText(budget.nameCharacters());
            case VALUE_STRING -> checkText(budget.textCharacters());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber();
            default -> {}
        }
        return token;
    }

    @Override
    public @Nullable JsonToken nextValue() throws IOException {
        JsonToken token = nextToken();
        return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken current = currentToken();
        if (current != JsonToken.START_OBJECT && current != JsonToken.START_ARRAY) {
            return this;
        }
        int outside = depth - 1;
        while (depth > outside) {
            if (nextToken() == null) {
                throw beyond("the document ends too early");
            }
        }
        return this;
    }

    private void checkText(int most) throws IOException {
        int length = getTextLength();
        if (length > most) {
            throw beyond(
                    "expected names and texts of at most " + most + " characters, was " + length);
        }
        char[] characters = getTextCharacters();
        int from = getTextOffset();
        if (characters != null && !wellFormed(characters, from, from + length)) {
            throw beyond(member() + "expected well-formed Unicode, found an unpaired surrogate");
        }
    }

    private String member() throws IOException {
        String name = currentName();
        if (name == null || currentToken() == JsonToken.FIELD_NAME) {
            return "";
        }
        return (PLAIN_NAME.matcher(name).matches() ? name : Problems.quote(name)) + ": ";
    }

    /** {@code \ud800} passes as a text of JSON, and cannot be written as UTF-8. */
    private static boolean wellFormed(char[] text, int from, int end) {
        boolean half = false;
        for (int i = from; i < end; i++) {
            char c = text[i];
            if (half != Character.isLowSurrogate(c)) {
                return false;
            }
            half = Character.isHighSurrogate(c);
        }
        return !half;
    }

    private void checkNumber() throws IOException {
        String number = getText();
        if (number.length() > budget.numberCharacters()) {
            throw beyond(
                    "expected numbers of at most "
                            + budget.numberCharacters()
                            + " characters, was "
                            + number.length());
        }
        int mark = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (mark >= 0 && Math.abs(exponent(number.substring(mark + 1))) > budget.exponent()) {
            throw beyond("expected powers of ten up to " + budget.exponent());
        }
    }

    private static long exponent(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // longer than any that is allowed
        }
    }

    private JsonParseException beyond(String what) {
        return new JsonParseException(this, what, currentTokenLocation());
    }
}
