package voxfarm.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import voxfarm.common.audio.LoudnessMeter;
import voxfarm.common.audio.OutputSettings;

/**
 * What can be decided only when the whole sound is known: noise is taken out, then loudness, peak
 * and the silence at both ends are measured while the samples go to a store of raw floats; {@link
 * #copy} then gives them at their level. On one thread.
 */
public final class Mastering implements AutoCloseable {
    /** What is below does not count as sound: -50 dB of full scale. */
    private static final float SILENCE = 0.00316f;

    /** Left before the first and behind the last sound. */
    private static final double MARGIN_SECONDS = 0.02;

    /** -1 dBTP. */
    private static final double HIGHEST_TRUE_PEAK = Math.pow(10, -1 / 20.0);

    private static final int BLOCK = 8192;

    private final OutputSettings output;
    private final OutputStream spool;
    private final Optional<Denoiser> denoiser;
    private final LoudnessMeter meter;
    private final ByteBuffer bytes =
            ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final long margin;
    private long samples;
    private long firstSound = -1;
    private long lastSound = -1;
    private float peak;

    /**
     * @param spool for raw little-endian floats; stays the caller's to close
     */
    public Mastering(OutputSettings output, int rateHz, OutputStream spool) {
        this.output = output;
        this.spool = spool;
        this.denoiser =
                output.denoise()
                        ? Optional.of(new Denoiser(rateHz, this::measure))
                        : Optional.empty();
        this.meter = new LoudnessMeter(rateHz);
        this.margin = Math.round(MARGIN_SECONDS * rateHz);
    }

    /** Whether the settings ask for anything of this; a gain by the clips' peak does not. */
    public static boolean needed(OutputSettings output) {
        return output.denoise() || output.trim() || output.level() == OutputSettings.Level.LOUDNESS;
    }

    /** Takes the first {@code count} of the samples. */
    public void write(float[] block, int count) throws IOException {
        if (denoiser.isPresent()) {
            denoiser.get().write(block, count);
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

    /**
     * What to take from the spool.
     *
     * @param from first sample
     * @param to behind the last sample
     * @param gain what each is multiplied by
     */
    public record Cut(long from, long to, float gain) {
        public long samples() {
            return to - from;
        }
    }

    /** Ends the first pass. */
    public Cut finish() throws IOException {
        if (denoiser.isPresent()) {
            denoiser.get().finish();
        }
        boolean trimmed = output.trim() && firstSound >= 0;
        return new Cut(
                trimmed ? Math.max(0, firstSound - margin) : 0,
                trimmed ? Math.min(samples, lastSound + 1 + margin) : samples,
                gain());
    }

    private float gain() {
        return switch (output.level()) {
            case NONE -> 1;
            case PEAK -> peak > 0 ? 1 / peak : 1;
            case LOUDNESS -> {
                double loudness = meter.integratedLufs();
                if (Double.isInfinite(loudness)) {
                    yield 1;
                }
                double wanted = Math.pow(10, (output.targetLufs() - loudness) / 20);
                double safe = HIGHEST_TRUE_PEAK / Math.max(meter.truePeak(), 1e-6);
                yield (float) Math.min(wanted, safe);
            }
        };
    }

    /** Writes what was decided into a file. */
    public static void copy(InputStream spooled, Cut cut, SoundWriter writer) throws IOException {
        spooled.skipNBytes(cut.from() * Float.BYTES);
        byte[] raw = new byte[BLOCK * Float.BYTES];
        float[] block = new float[BLOCK];
        for (long left = cut.samples(); left > 0; ) {
            int count = (int) Math.min(left, BLOCK);
            if (spooled.readNBytes(raw, 0, count * Float.BYTES) < count * Float.BYTES) {
                throw new EOFException("expected " + left + " more samples");
            }
            ByteBuffer.wrap(raw)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(block, 0, count);
            for (int i = 0; i < count; i++) {
                block[i] *= cut.gain();
            }
            writer.write(block, count);
            left -= count;
        }
    }

    @Override
    public void close() {
        denoiser.ifPresent(Denoiser::close);
    }
}
