package voxfarm.common.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** What ends before a pause; the later ones are the longer ones. */
public enum PauseKind {
    /** Where a sentence is too long for the voice, and was cut behind one of its marks. */
    CLAUSE(0.5),
    SENTENCE(1),
    LIST_ITEM(1.5),
    PARAGRAPH(2),
    HEADING(3),
    SCENE(5);

    private final double ratio;

    PauseKind(double ratio) {
        this.ratio = ratio;
    }

    /** How much longer than the pause of a sentence, where nobody says otherwise. */
    double ratio() {
        return ratio;
    }

    /** {@code list_item} and so on. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The member of {@code split} that sets it, in seconds. */
    public String member() {
        return this == SENTENCE ? "pause_s" : wireName() + "_pause_s";
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if there is no such kind
     */
    public static PauseKind ofWireName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "expected %s, was %s",
                                Arrays.stream(values())
                                        .map(PauseKind::wireName)
                                        .collect(Collectors.joining(", ")),
                                Problems.quote(name)));
    }

    /** The longer of two. */
    public PauseKind or(PauseKind other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
