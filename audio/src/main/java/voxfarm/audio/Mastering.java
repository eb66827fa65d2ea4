package voxfarm.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.OutputSettings;

/**
 * What can be decided only when the whole sound is known. In a first pass noise is taken out, the
 * rate becomes the file's (a filter behind the limiter would raise its peaks again), and loudness,
 * peak and the silence at both ends are measured while the samples go to a store of raw floats.
 * {@link #copy} then gives them at their level. Where that needs the limiter, which takes some
 * loudness away, the gain is found by trials over the store. Memory does not grow with the sound.
 * On one thread.
 */
public final class Mastering implements AutoCloseable {
    /** What is below does not count as sound: -50 dB of full scale. */
    private static final float SILENCE = 0.00316f;

    /** Left before the first and behind the last sound. */
    private static final double MARGIN_SECONDS = 0.02;

    /** The limiter lowers no peak by more: what is squeezed harder no longer sounds like speech. */
    private static final double MOST_LIMITED_DECIBELS = 15;

    private static final double CLOSE_ENOUGH = 0.1;
    private static final int MOST_TRIALS = 5;
    private static final int BLOCK = 8192;

    private final Finish finish;
    private final OutputStream spool;
    private final Optional<Conversion> conversion;
    private final Optional<Denoiser> denoiser;
    private final LoudnessMeter meter;
    private final TruePeakMeter truePeak = new TruePeakMeter();
    private final ByteBuffer bytes =
            ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final long margin;
    private long samples;
    private long firstSound = -1;
    private long lastSound = -1;
    private float peak;
    private double energy;

    /**
     * @param soundRateHz of the samples that will come
     * @param spool for raw little-endian floats; stays the caller's to close
     */
    public Mastering(OutputSettings output, int soundRateHz, OutputStream spool) {
        this(Finish.of(output, soundRateHz), soundRateHz, spool);
    }

    /**
     * @param soundRateHz of the samples that will come
     * @param spool for raw little-endian floats; stays the caller's to close
     */
    public Mastering(Finish finish, int soundRateHz, OutputStream spool) {
        this.finish = finish;
        this.spool = spool;
        int rateHz = finish.rateHz();
        this.conversion =
                rateHz == soundRateHz
                        ? Optional.empty()
                        : Optional.of(
                                new Conversion(
                                        new Encoding(AudioFormat.PCM, soundRateHz, rateHz, 1, 0),
                                        this::measure));
        this.denoiser =
                finish.denoise()
                        ? Optional.of(new Denoiser(soundRateHz, this::convert))
                        : Optional.empty();
        this.meter = LoudnessMeter.ofCopies(rateHz, finish.channels());
        this.margin = Math.round(MARGIN_SECONDS * rateHz);
    }

    /** Whether the settings ask for anything of this; a gain by the clips' peak does not. */
    public static boolean needed(OutputSettings output) {
        return output.denoise() || output.trim() || output.level() == OutputSettings.Level.LOUDNESS;
    }

    /** The rate of what is copied. */
    public int rateHz() {
        return finish.rateHz();
    }

    /** Takes the first {@code count} of the samples. */
    public void write(float[] block, int count) throws IOException {
        if (denoiser.isPresent()) {
            denoiser.get().write(block, count);
        } else {
            convert(block, count);
        }
    }

    private void convert(float[] block, int count) throws IOException {
        if (conversion.isPresent()) {
            conversion.get().write(block, count);
        } else {
            measure(block, count);
        }
    }

    private void measure(float[] block, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            float loud = Math.abs(block[i]);
            peak = Math.max(peak, loud);
            energy += (double) block[i] * block[i];
            if (loud > SILENCE) {
                lastSound = samples + i;
                firstSound = firstSound < 0 ? lastSound : firstSound;
            }
        }
        if (finish.aim() instanceof Finish.Aim.Loud) {
            meter.add(block, count);
            truePeak.add(block, count);
        }
        samples += count;
        for (int at = 0; at < count; ) {
            bytes.clear();
            for (int end = Math.min(count, at + BLOCK); at < end; at++) {
                bytes.putFloat(block[at]);
            }
            spool.write(bytes.array(), 0, bytes.position());
        }
    }

    /** What was written to the spool, from its beginning, as often as it is opened. */
    @FunctionalInterface
    public interface Spooled {
        InputStream open() throws IOException;
    }

    /**
     * What the first pass found.
     *
     * @param from first sample to take from the spool
     * @param to behind the last sample
     * @param peak greatest absolute sample
     * @param truePeak the same of the wave between them
     * @param lufs loudness
     * @param energy sum of the squares of all samples
     */
    public record Cut(
            Finish finish,
            long from,
            long to,
            float peak,
            float truePeak,
            double lufs,
            double energy) {
        public int rateHz() {
            return finish.rateHz();
        }

        /** Of what is copied, the room at both ends included. */
        public long samples() {
            return headSamples() + to - from + tailSamples();
        }

        /** By how much everything is heard later than it came; negative if earlier. */
        public double shiftSeconds() {
            return (double) (headSamples() - from) / rateHz();
        }

        private long headSamples() {
            return Math.round(finish.room().headSeconds() * rateHz());
        }

        private long tailSamples() {
            return Math.round(finish.room().tailSeconds() * rateHz());
        }
    }

    /** Ends the first pass. */
    public Cut finish() throws IOException {
        if (denoiser.isPresent()) {
            denoiser.get().finish();
        }
        if (conversion.isPresent()) {
            conversion.get().finish();
        }
        boolean trimmed = finish.trim() && firstSound >= 0;
        return new Cut(
                finish,
                trimmed ? Math.max(0, firstSound - margin) : 0,
                trimmed ? Math.min(samples, lastSound + 1 + margin) : samples,
                peak,
                truePeak.truePeak(),
                meter.integratedLufs(),
                energy);
    }

    /** As the other, with the gain that {@link #gain} finds. */
    public static void copy(Spooled spooled, Cut cut, SoundWriter writer) throws IOException {
        copy(spooled, cut, gain(spooled, cut), writer);
    }

    /**
     * In decibels, what brings the sound to its level; 0 where the settings ask for no loudness.
     */
    public static double gain(Spooled spooled, Cut cut) throws IOException {
        return cut.finish().aim() instanceof Finish.Aim.Loud loud ? settled(spooled, cut, loud) : 0;
    }

    /**
     * Writes the sound at its level, in its room. The writer is not finished.
     *
     * @param decibels of {@link #gain}
     */
    public static void copy(Spooled spooled, Cut cut, double decibels, SoundWriter writer)
            throws IOException {
        Finish.Room room = cut.finish().room();
        RoomTone tone = new RoomTone(room.toneDbfs(), cut.rateHz());
        FloatWav.Sink out =
                (block, count) -> {
                    tone.addTo(block, count);
                    writer.write(block, count);
                };
        FloatWav.silence(cut.headSamples(), out);
        switch (cut.finish().aim()) {
            case Finish.Aim.AsItIs _ -> read(spooled, cut, 1, out);
            case Finish.Aim.Peak _ -> read(spooled, cut, cut.peak() > 0 ? 1 / cut.peak() : 1, out);
            case Finish.Aim.Loud loud -> limited(spooled, cut, loud, decibels, out);
        }
        FloatWav.silence(cut.tailSamples(), out);
    }

    /** Writes what lies between two sounds that were finished alike: silence, or its tone. */
    public static void pause(Finish finish, long samples, SoundWriter writer) throws IOException {
        RoomTone tone = new RoomTone(finish.room().toneDbfs(), finish.rateHz());
        FloatWav.silence(
                samples,
                (block, count) -> {
                    tone.addTo(block, count);
                    writer.write(block, count);
                });
    }

    /** The gain, in decibels, with which the sound gets its level behind the limiter, too. */
    private static double settled(Spooled spooled, Cut cut, Finish.Aim.Loud loud)
            throws IOException {
        double before =
                switch (loud.measure()) {
                    case LUFS -> cut.lufs();
                    case RMS -> rms(cut, cut.energy());
                };
        if (Double.isInfinite(before) || cut.truePeak() <= 0) {
            return 0;
        }
        double wanted = loud.target();
        double untouched = 20 * Math.log10(loud.ceiling() / cut.truePeak());
        double most = untouched + MOST_LIMITED_DECIBELS;
        double gain = Math.min(wanted - before, most);
        if (gain <= untouched && !cut.finish().trim()) {
            return gain;
        }
        double slope = 1; // of the level over the gain; less once the limiter works
        double gainBefore = 0;
        double foundBefore = 0;
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            double found = found(spooled, cut, loud, gain);
            if (Math.abs(found - wanted) <= CLOSE_ENOUGH || (gain == most && found < wanted)) {
                return gain;
            }
            if (trial > 0 && gain != gainBefore) {
                slope = Math.clamp((found - foundBefore) / (gain - gainBefore), 0.2, 1);
            }
            gainBefore = gain;
            foundBefore = found;
            gain = Math.min(gain + (wanted - found) / slope, most);
        }
        return gain;
    }

    /** The level behind the limiter. */
    private static double found(Spooled spooled, Cut cut, Finish.Aim.Loud loud, double decibels)
            throws IOException {
        return switch (loud.measure()) {
            case LUFS -> {
                LoudnessMeter trial = LoudnessMeter.ofCopies(cut.rateHz(), cut.finish().channels());
                limited(spooled, cut, loud, decibels, trial::add);
                yield trial.integratedLufs();
            }
            case RMS -> {
                double[] sum = {0};
                limited(
                        spooled,
                        cut,
                        loud,
                        decibels,
                        (block, count) -> {
                            for (int i = 0; i < count; i++) {
                                sum[0] += (double) block[i] * block[i];
                            }
                        });
                yield rms(cut, sum[0]);
            }
        };
    }

    /** Over the whole file, the room at its ends included. */
    private static double rms(Cut cut, double energy) {
        return 10 * Math.log10(energy / Math.max(1, cut.samples()));
    }

    private static void limited(
            Spooled spooled, Cut cut, Finish.Aim.Loud loud, double decibels, FloatWav.Sink out)
            throws IOException {
        double gain = Math.pow(10, decibels / 20);
        if (cut.truePeak() * gain <= loud.ceiling()) {
            read(spooled, cut, (float) gain, out); // as the limiter would, which has nothing to do
            return;
        }
        TruePeakLimiter limiter = new TruePeakLimiter(cut.rateHz(), gain, loud.ceiling(), out);
        read(spooled, cut, 1, limiter::write);
        limiter.finish();
    }

    private static void read(Spooled spooled, Cut cut, float gain, FloatWav.Sink out)
            throws IOException {
        try (InputStream in = spooled.open()) {
            in.skipNBytes(cut.from() * Float.BYTES);
            FloatWav.readSamples(in, cut.to() - cut.from(), out.times(gain));
        }
    }

    @Override
    public void close() {
        denoiser.ifPresent(Denoiser::close);
        conversion.ifPresent(Conversion::close);
    }
}
