package voxfarm.audio;

import java.io.EOFException;
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

    private static final double CLOSE_ENOUGH_LU = 0.1;
    private static final int MOST_TRIALS = 5;
    private static final int BLOCK = 8192;

    private final OutputSettings output;
    private final OutputStream spool;
    private final int rateHz;
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

    /**
     * @param soundRateHz of the samples that will come
     * @param spool for raw little-endian floats; stays the caller's to close
     */
    public Mastering(OutputSettings output, int soundRateHz, OutputStream spool) {
        this.output = output;
        this.spool = spool;
        this.rateHz = output.fileRateHz(soundRateHz);
        this.conversion =
                rateHz == soundRateHz
                        ? Optional.empty()
                        : Optional.of(
                                new Conversion(
                                        new Encoding(AudioFormat.PCM, soundRateHz, rateHz, 1, 0),
                                        this::measure));
        this.denoiser =
                output.denoise()
                        ? Optional.of(new Denoiser(soundRateHz, this::convert))
                        : Optional.empty();
        this.meter = new LoudnessMeter(rateHz);
        this.margin = Math.round(MARGIN_SECONDS * rateHz);
    }

    /** Whether the settings ask for anything of this; a gain by the clips' peak does not. */
    public static boolean needed(OutputSettings output) {
        return output.denoise() || output.trim() || output.level() == OutputSettings.Level.LOUDNESS;
    }

    /** The rate of what is copied. */
    public int rateHz() {
        return rateHz;
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
            if (loud > SILENCE) {
                lastSound = samples + i;
                firstSound = firstSound < 0 ? lastSound : firstSound;
            }
        }
        if (output.level() == OutputSettings.Level.LOUDNESS) {
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
     */
    public record Cut(
            OutputSettings output,
            int rateHz,
            long from,
            long to,
            float peak,
            float truePeak,
            double lufs) {
        public long samples() {
            return to - from;
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
        boolean trimmed = output.trim() && firstSound >= 0;
        return new Cut(
                output,
                rateHz,
                trimmed ? Math.max(0, firstSound - margin) : 0,
                trimmed ? Math.min(samples, lastSound + 1 + margin) : samples,
                peak,
                truePeak.truePeak(),
                meter.integratedLufs());
    }

    /** Writes the sound at its level. The writer is not finished. */
    public static void copy(Spooled spooled, Cut cut, SoundWriter writer) throws IOException {
        switch (cut.output().level()) {
            case NONE -> read(spooled, cut, 1, writer::write);
            case PEAK -> read(spooled, cut, cut.peak() > 0 ? 1 / cut.peak() : 1, writer::write);
            case LOUDNESS -> limited(spooled, cut, settled(spooled, cut), writer::write);
        }
    }

    /** The gain, in decibels, with which the sound gets its loudness behind the limiter, too. */
    private static double settled(Spooled spooled, Cut cut) throws IOException {
        if (Double.isInfinite(cut.lufs()) || cut.truePeak() <= 0) {
            return 0;
        }
        double wanted = cut.output().targetLufs();
        double untouched = 20 * Math.log10(TruePeakLimiter.CEILING / cut.truePeak());
        double most = untouched + MOST_LIMITED_DECIBELS;
        double gain = Math.min(wanted - cut.lufs(), most);
        if (gain <= untouched && !cut.output().trim()) {
            return gain;
        }
        double slope = 1; // of loudness over gain; less once the limiter works
        double gainBefore = 0;
        double foundBefore = 0;
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            LoudnessMeter trialMeter = new LoudnessMeter(cut.rateHz());
            limited(spooled, cut, gain, trialMeter::add);
            double found = trialMeter.integratedLufs();
            if (Math.abs(found - wanted) <= CLOSE_ENOUGH_LU || (gain == most && found < wanted)) {
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

    private static void limited(Spooled spooled, Cut cut, double decibels, FloatWav.Sink out)
            throws IOException {
        TruePeakLimiter limiter =
                new TruePeakLimiter(cut.rateHz(), Math.pow(10, decibels / 20), out);
        read(spooled, cut, 1, limiter::write);
        limiter.finish();
    }

    private static void read(Spooled spooled, Cut cut, float gain, FloatWav.Sink out)
            throws IOException {
        byte[] raw = new byte[BLOCK * Float.BYTES];
        float[] block = new float[BLOCK];
        try (InputStream in = spooled.open()) {
            in.skipNBytes(cut.from() * Float.BYTES);
            for (long left = cut.samples(); left > 0; ) {
                int count = (int) Math.min(left, BLOCK);
                if (in.readNBytes(raw, 0, count * Float.BYTES) < count * Float.BYTES) {
                    throw new EOFException("expected " + left + " more samples");
                }
                ByteBuffer.wrap(raw)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(block, 0, count);
                for (int i = 0; i < count; i++) {
                    block[i] *= gain;
                }
                out.accept(block, count);
                left -= count;
            }
        }
    }

    @Override
    public void close() {
        denoiser.ifPresent(Denoiser::close);
        conversion.ifPresent(Conversion::close);
    }
}
