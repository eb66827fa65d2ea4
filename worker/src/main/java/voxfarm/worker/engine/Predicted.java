package voxfarm.worker.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import voxfarm.common.json.Fields;

/**
 * What a voice says of a sound before it makes it: how many frames each symbol lasts. The arrays
 * are not copied: nobody changes them.
 *
 * @param samplesPerFrame from 1
 * @param extraSamples beyond those of all frames
 * @param frames of each symbol, shape [T]
 * @param symbols of which kind each is, shape [T]: {@link #PAUSE}, {@link #BLANK}, or a number from
 *     1 that phones of the same kind share
 */
public record Predicted(int samplesPerFrame, int extraSamples, int[] frames, int[] symbols) {
    /** A mark, or the beginning or the end: nothing need be heard. */
    public static final int PAUSE = -1;

    /** Between two symbols; belongs to the sound of what lies around it. */
    public static final int BLANK = 0;

    public Predicted {
        if (frames.length != symbols.length) {
            throw new IllegalArgumentException(
                    "expected as many frames as symbols, was "
                            + frames.length
                            + " and "
                            + symbols.length);
        }
    }

    /** The samples that they come to. */
    public long samples() {
        return (long) samplesPerFrame * Math.max(1, IntStream.of(frames).sum()) + extraSamples;
    }

    /** As the member {@code predicted}. */
    public void write(ObjectNode spoken) {
        spoken.putObject("predicted")
                .put("samples_per_frame", samplesPerFrame)
                .put("extra_samples", extraSamples)
                .put("frames", text(frames))
                .put("symbols", text(symbols));
    }

    /** The member {@code predicted}, if there is one. */
    public static Optional<Predicted> read(Fields spoken) {
        if (!spoken.has("predicted")) {
            return Optional.empty();
        }
        Fields node = spoken.object("predicted");
        return Optional.of(
                new Predicted(
                        (int) node.integer("samples_per_frame", 1, Integer.MAX_VALUE),
                        (int) node.integer("extra_samples", 0, Integer.MAX_VALUE),
                        numbers(node.text("frames")),
                        numbers(node.text("symbols"))));
    }

    /** One value instead of thousands: documents have a budget of values. */
    private static String text(int[] numbers) {
        return IntStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    private static int[] numbers(String text) {
        return text.isEmpty()
                ? new int[0]
                : Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
