package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.voice.Speaker;

/**
 * How a segment is spoken otherwise than its request, where its text asks for it.
 *
 * @param rate how much faster, 0.1 to 10: the length scale is divided by it
 * @param gainDb how much louder, -120 (which is silence) to 24
 * @param speaker another one of the same voice
 * @param silenceBeforeSeconds before the first word, 0 to 10; a part of the segment's own sound
 * @throws VoxfarmException {@code INVALID_PLAN} if a range does not hold
 */
public record Manner(
        double rate, double gainDb, Optional<Speaker> speaker, double silenceBeforeSeconds) {
    public static final double LEAST_RATE = 0.1;
    public static final double MOST_RATE = 10;

    /** Nothing is heard. */
    public static final double SILENT_DB = -120;

    public static final double MOST_DB = 24;

    /** As the request says. */
    public static final Manner PLAIN = new Manner(1, 0, Optional.empty(), 0);

    public Manner {
        require(rate >= LEAST_RATE && rate <= MOST_RATE, "rate: expected 0.1 to 10", rate);
        require(gainDb >= SILENT_DB && gainDb <= MOST_DB, "gain_db: expected -120 to 24", gainDb);
        require(
                silenceBeforeSeconds >= 0 && silenceBeforeSeconds <= Pauses.MAX_SECONDS,
                "silence_before_s: expected 0 to 10",
                silenceBeforeSeconds);
    }

    private static void require(boolean holds, String expected, double found) {
        if (!holds) { // NaN fails too
            throw VoxfarmException.of(ErrorCode.INVALID_PLAN, "%s, was %s", expected, found);
        }
    }

    /** The same behind so much silence. */
    public Manner behind(double seconds) {
        return new Manner(rate, gainDb, speaker, seconds);
    }

    /** What samples are multiplied by, from 0. */
    public float gain() {
        return gainDb <= SILENT_DB ? 0 : (float) Math.pow(10, gainDb / 20);
    }

    /** As members of a segment; of a plain one there are none. */
    void write(ObjectNode segment) {
        if (rate != 1) {
            segment.put("rate", rate);
        }
        speaker.ifPresent(
                other -> segment.put("speaker", other.name()).put("speaker_id", other.id()));
        writeOfSound(segment);
    }

    /** What is done to the samples behind the engine; members as of a segment. */
    public void writeOfSound(ObjectNode node) {
        if (gainDb != 0) {
            node.put("gain_db", gainDb);
        }
        if (silenceBeforeSeconds > 0) {
            node.put("silence_before_s", silenceBeforeSeconds);
        }
    }

    /** Problems go to the fields' collector. */
    static Manner read(Fields segment) {
        Optional<String> name = segment.optionalText("speaker");
        int number =
                segment.optionalInteger("speaker_id", 0, Integer.MAX_VALUE).orElse(0L).intValue();
        return new Manner(
                segment.optionalNumber("rate", LEAST_RATE, MOST_RATE).orElse(1.0),
                segment.optionalNumber("gain_db", SILENT_DB, MOST_DB).orElse(0.0),
                name.map(known -> new Speaker(number, known)),
                segment.optionalNumber("silence_before_s", 0, Pauses.MAX_SECONDS).orElse(0.0));
    }
}
