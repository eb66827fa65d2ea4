package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;

/**
 * Something in a completed request that its caller may want to mend.
 *
 * @param code a stable name such as {@code not_spoken}
 * @param segment of the plan; empty where it is of none, or is not known yet
 * @param span the caller's text that it speaks of; of a warning of a voice, which knows of its
 *     segment alone, that of the segment's text
 */
public record Warning(String code, String message, OptionalInt segment, Optional<TextSpan> span) {
    /** How warnings of a segment begin; those in clips of earlier builds say nothing else of it. */
    private static final Pattern OF_SEGMENT = Pattern.compile("segment \\d+: ");

    /** Of a request as a whole. */
    public Warning(String code, String message) {
        this(code, message, OptionalInt.empty(), Optional.empty());
    }

    /** Of a place in the caller's text. */
    public Warning(String code, String message, Optional<TextSpan> span) {
        this(code, message, OptionalInt.empty(), span);
    }

    /**
     * Of what a voice made of a segment; the clip may serve other segments of the same text.
     *
     * @param span in the segment's text
     */
    public static Warning ofVoice(String code, String message, TextSpan span) {
        return new Warning(code, message, Optional.of(span));
    }

    /** One of a voice as the caller is told it; one that is of no segment as it is. */
    public Warning in(Segment spoken) {
        Matcher earlier = OF_SEGMENT.matcher(message);
        boolean named = earlier.lookingAt();
        if (span.isEmpty() && !named) {
            return this;
        }
        TextSpan within = span.orElseGet(() -> new TextSpan(0, spoken.text().length()));
        return new Warning(
                code,
                "segment "
                        + spoken.index()
                        + ": "
                        + (named ? message.substring(earlier.end()) : message),
                OptionalInt.of(spoken.index()),
                spoken.span().map(whole -> whole.within(within.begin(), within.end())));
    }

    /** As they stand in every document. */
    public static ArrayNode write(List<Warning> warnings) {
        ArrayNode list = Json.array();
        for (Warning warning : warnings) {
            ObjectNode node =
                    list.addObject().put("code", warning.code()).put("message", warning.message());
            warning.segment().ifPresent(segment -> node.put("segment", segment));
            warning.span().ifPresent(span -> span.write(node));
        }
        return list;
    }

    /** The member {@code warnings}. Problems go to the fields' collector. */
    public static List<Warning> read(Fields fields) {
        return fields.objects("warnings").stream().map(Warning::readOne).toList();
    }

    private static Warning readOne(Fields item) {
        Optional<Long> segment = item.optionalInteger("segment", 0, Integer.MAX_VALUE);
        return new Warning(
                item.text("code"),
                item.text("message"),
                segment.map(index -> OptionalInt.of(index.intValue())).orElse(OptionalInt.empty()),
                TextSpan.read(item));
    }
}
