package voxfarm.audio;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;

/**
 * One file of clips: joined, brought to its level, encoded, measured. The same bytes whether it is
 * made in memory or on disk, and in whatever pieces the clips come.
 *
 * @param encoding of the file
 * @param levels before coding
 * @param seconds its length
 * @param cutSeconds what was trimmed off the beginning
 */
public record JoinedFile(Encoding encoding, AudioLevels levels, double seconds, double cutSeconds) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** What must be known of all clips before the first sample is written. */
    public static final class Sum {
        private int clips;
        private int sampleRateHz = 1000;
        private long samples;
        private float peak;

        /** Counts a clip; one without sound has no place, and no pause. */
        public void add(long clipSamples, int rateHz, float clipPeak, double pauseAfterSeconds) {
            if (clipSamples == 0) {
                return;
            }
            sampleRateHz = rateHz;
            samples += clipSamples + ClipJoiner.Place.pauseSamples(pauseAfterSeconds, rateHz);
            peak = Math.max(peak, clipPeak);
            clips++;
        }

        /** Clips with sound. */
        public int clips() {
            return clips;
        }

        /** Of all clips and pauses so far. */
        public double seconds() {
            return (double) samples / sampleRateHz;
        }
    }

    /** Gives all clips with sound, in order. */
    @FunctionalInterface
    public interface Clips {
        /**
         * @return false to end it here: no file is made
         */
        boolean sendTo(ClipJoiner joiner) throws IOException;
    }

    /** Where a file is made, and what has to be read twice lies meanwhile. */
    public sealed interface Target {
        SoundWriter writer(Encoding encoding, long samples) throws IOException;

        OutputStream spool() throws IOException;

        Mastering.Spooled spooled();

        /**
         * A short one.
         *
         * @param out gets the file
         */
        record Memory(ByteArrayOutputStream out, ByteArrayOutputStream spool) implements Target {
            public Memory(ByteArrayOutputStream out) {
                this(out, new ByteArrayOutputStream());
            }

            @Override
            public SoundWriter writer(Encoding encoding, long samples) throws IOException {
                return SoundWriters.toMemory(out, encoding, samples);
            }

            @Override
            public Mastering.Spooled spooled() {
                byte[] bytes = spool.toByteArray();
                return () -> new ByteArrayInputStream(bytes);
            }
        }

        /**
         * @param file the file
         * @param spoolFile a file beside it, which is left behind
         */
        record Disk(Path file, Path spoolFile) implements Target {
            @Override
            public SoundWriter writer(Encoding encoding, long samples) throws IOException {
                return SoundWriters.toFile(file, encoding, samples);
            }

            @Override
            public OutputStream spool() throws IOException {
                return new BufferedOutputStream(Files.newOutputStream(spoolFile), BUFFER_BYTES);
            }

            @Override
            public Mastering.Spooled spooled() {
                return () -> new BufferedInputStream(Files.newInputStream(spoolFile), BUFFER_BYTES);
            }
        }
    }

    /**
     * Makes it.
     *
     * @param sum of the same clips
     * @return empty if the clips were ended
     */
    public static Optional<JoinedFile> make(
            OutputSettings output, Sum sum, Clips clips, Target target) throws IOException {
        if (Mastering.needed(output)) {
            return mastered(output, sum, clips, target);
        }
        Encoding encoding = Encoding.of(output, sum.sampleRateHz);
        try (MeasuredWriter writer =
                new MeasuredWriter(
                        target.writer(encoding, sum.samples),
                        sum.sampleRateHz,
                        encoding.channels())) {
            if (!clips.sendTo(new ClipJoiner(gain(output.level(), sum.peak), writer::write))) {
                return Optional.empty();
            }
            writer.finish();
            return Optional.of(new JoinedFile(encoding, writer.levels(), sum.seconds(), 0));
        }
    }

    private static Optional<JoinedFile> mastered(
            OutputSettings output, Sum sum, Clips clips, Target target) throws IOException {
        Mastering.Cut cut;
        try (OutputStream spool = target.spool();
                Mastering mastering = new Mastering(output, sum.sampleRateHz, spool)) {
            if (!clips.sendTo(new ClipJoiner(1, mastering::write))) {
                return Optional.empty();
            }
            cut = mastering.finish();
        }
        Encoding encoding = Encoding.of(output, cut.rateHz());
        try (MeasuredWriter writer =
                new MeasuredWriter(
                        target.writer(encoding, cut.samples()),
                        cut.rateHz(),
                        encoding.channels())) {
            Mastering.copy(target.spooled(), cut, writer);
            writer.finish();
            return Optional.of(
                    new JoinedFile(
                            encoding,
                            writer.levels(),
                            (double) cut.samples() / cut.rateHz(),
                            (double) cut.from() / cut.rateHz()));
        }
    }

    /** What every sample is multiplied by, without mastering. */
    private static float gain(OutputSettings.Level level, float peak) {
        return switch (level) {
            case NONE -> 1;
            case PEAK -> peak > 0 ? 1 / peak : 1;
            case LOUDNESS -> throw new IllegalArgumentException("is for Mastering to decide");
        };
    }
}
