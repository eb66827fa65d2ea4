package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;

/**
 * The random name of one acceptance. What is made for a request carries it, so that an id that is
 * used again, after its request was deleted, is never answered with what belonged to the one
 * before.
 *
 * @param value as {@code request.json} has it; empty where a document says nothing of it, as those
 *     of earlier builds
 */
public record AcceptedBy(String value) {
    /** Of documents of earlier builds. */
    public static final AcceptedBy UNKNOWN = new AcceptedBy("");

    private static final String MEMBER = "accepted_by";
    private static final int TAG_DIGITS = 8;
    private static final Pattern BEGINS_WITH_TAG = Pattern.compile("[0-9a-f]{8}.*");

    /**
     * A name that no other acceptance has.
     *
     * @param random not to be guessed
     */
    public static AcceptedBy random(RandomGenerator random) {
        return new AcceptedBy(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    /** Reads the member {@code accepted_by}, which may be absent. */
    public static AcceptedBy read(Fields fields) {
        return fields.optionalText(MEMBER).map(AcceptedBy::new).orElse(UNKNOWN);
    }

    /** Writes the member {@code accepted_by}, unless it is unknown. */
    public void write(ObjectNode node) {
        if (isKnown()) {
            node.put(MEMBER, value);
        }
    }

    public boolean isKnown() {
        return !value.isEmpty();
    }

    /** Whether both may stand for the same acceptance: an unknown one may be any. */
    public boolean mayBe(AcceptedBy other) {
        return !isKnown() || !other.isKnown() || value.equals(other.value);
    }

    /** What names of objects begin with: eight hexadecimal digits, or nothing if it is unknown. */
    public String tag() {
        if (!isKnown()) {
            return "";
        }
        String digits =
                BEGINS_WITH_TAG.matcher(value).matches()
                        ? value
                        : Sha256.hex(value.getBytes(StandardCharsets.UTF_8));
        return digits.substring(0, TAG_DIGITS);
    }

    @Override
    public String toString() {
        return value;
    }
}
