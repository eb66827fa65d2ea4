package voxfarm.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.PcmCoding;
import voxfarm.common.audio.WavHeader;

/** PCM, with a header or without. */
final class PlainWriter implements SoundWriter {
    private static final int BLOCK = 8192;

    private final OutputStream out;
    private final Encoding encoding;
    private final Optional<Conversion> conversion;
    private final ByteBuffer bytes;
    private final long samplesInAll;
    private long written;

    /**
     * Writes the header.
     *
     * @param out stays the caller's to close
     * @param soundSamples how many will come; {@link WavHeader#UNKNOWN} while nobody knows
     */
    PlainWriter(OutputStream out, Encoding encoding, long soundSamples) throws IOException {
        this.out = out;
        this.encoding = encoding;
        this.samplesInAll =
                soundSamples == WavHeader.UNKNOWN
                        ? Long.MAX_VALUE
                        : encoding.samplesOf(soundSamples);
        this.conversion =
                encoding.untouched() ? Optional.empty() : Optional.of(new Conversion(encoding));
        this.bytes =
                ByteBuffer.allocate(BLOCK * encoding.channels() * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        if (encoding.format() != AudioFormat.PCM) {
            out.write(
                    WavHeader.of(
                            encoding.format() == AudioFormat.WAV_FLOAT
                                    ? WavHeader.SampleFormat.FLOAT_32
                                    : WavHeader.SampleFormat.PCM_16,
                            soundSamples == WavHeader.UNKNOWN ? soundSamples : samplesInAll,
                            encoding.rateHz(),
                            encoding.channels()));
        }
    }

    /** To another rate or more channels. */
    private static final class Conversion implements AutoCloseable {
        private final int channels;
        private final Resampler resampler;
        private final FloatPointer output;
        private final PointerPointer<BytePointer> outputs = new PointerPointer<>(1L);
        private final float[] block;

        Conversion(Encoding encoding) {
            channels = encoding.channels();
            resampler = new Resampler(encoding, AV_SAMPLE_FMT_FLT);
            output = new FloatPointer((long) BLOCK * channels);
            outputs.put(0, output);
            block = new float[BLOCK * channels];
        }

        /** Interleaved samples in {@link #block}; how many for each channel. */
        int get() {
            int count = resampler.get(outputs, BLOCK);
            output.position(0).get(block, 0, count * channels);
            return count;
        }

        @Override
        public void close() {
            resampler.close();
            output.close();
            outputs.close();
        }
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        if (conversion.isEmpty()) {
            put(samples, 0, count);
            return;
        }
        for (int at = 0; at < count; at += Resampler.block()) {
            conversion.get().resampler.put(samples, at, Math.min(Resampler.block(), count - at));
            drain(conversion.get());
        }
    }

    private void drain(Conversion converting) throws IOException {
        for (int count = converting.get(); count > 0; count = converting.get()) {
            int wanted = (int) Math.min(count, samplesInAll - written);
            put(converting.block, 0, wanted * encoding.channels());
            written += wanted;
        }
    }

    private void put(float[] values, int from, int count) throws IOException {
        for (int at = from; at < from + count; ) {
            bytes.clear();
            int end = Math.min(from + count, at + BLOCK);
            if (encoding.format() == AudioFormat.WAV_FLOAT) {
                for (; at < end; at++) {
                    bytes.putFloat(values[at]);
                }
            } else {
                for (; at < end; at++) {
                    bytes.putShort(PcmCoding.toPcm16(values[at]));
                }
            }
            out.write(bytes.array(), 0, bytes.position());
        }
    }

    @Override
    public void finish() throws IOException {
        if (conversion.isEmpty()) {
            return;
        }
        conversion.get().resampler.end();
        drain(conversion.get());
        if (samplesInAll != Long.MAX_VALUE && written < samplesInAll) {
            // the filter's tail can end a sample early
            put(
                    new float[(int) (samplesInAll - written) * encoding.channels()],
                    0,
                    (int) (samplesInAll - written) * encoding.channels());
        }
    }

    @Override
    public void close() {
        conversion.ifPresent(Conversion::close);
    }
}
