package voxfarm.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.WavHeader;

/** PCM, with a header or without. */
final class PlainWriter implements SoundWriter {
    private static final int BLOCK = 8192;

    private final OutputStream out;
    private final Encoding encoding;
    private final Optional<Conversion> conversion;
    private final ByteBuffer bytes;

    /** What the header says, and what was written, of each channel. */
    private final long promised;

    private long values;

    /**
     * Writes the header.
     *
     * @param out stays the caller's to close
     * @param soundSamples how many will come; {@link WavHeader#UNKNOWN} while nobody knows
     */
    PlainWriter(OutputStream out, Encoding encoding, long soundSamples) throws IOException {
        this.out = out;
        this.encoding = encoding;
        this.conversion =
                encoding.untouched()
                        ? Optional.empty()
                        : Optional.of(new Conversion(encoding, this::put));
        this.bytes =
                ByteBuffer.allocate(BLOCK * encoding.channels() * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        this.promised =
                soundSamples == WavHeader.UNKNOWN
                        ? WavHeader.UNKNOWN
                        : encoding.samplesOf(soundSamples);
        if (encoding.format() != AudioFormat.PCM) {
            out.write(
                    WavHeader.of(
                            encoding.format() == AudioFormat.WAV_FLOAT
                                    ? WavHeader.SampleFormat.FLOAT_32
                                    : WavHeader.SampleFormat.PCM_16,
                            promised,
                            encoding.rateHz(),
                            encoding.channels()));
        }
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        if (conversion.isPresent()) {
            conversion.get().write(samples, count);
        } else {
            put(samples, count);
        }
    }

    private void put(float[] samples, int count) throws IOException {
        values += count;
        for (int at = 0; at < count; ) {
            bytes.clear();
            int end = Math.min(count, at + BLOCK);
            if (encoding.format() == AudioFormat.WAV_FLOAT) {
                for (; at < end; at++) {
                    bytes.putFloat(samples[at]);
                }
            } else {
                for (; at < end; at++) {
                    bytes.putShort(PcmCoding.toPcm16(samples[at]));
                }
            }
            out.write(bytes.array(), 0, bytes.position());
        }
    }

    @Override
    public void finish() throws IOException {
        if (conversion.isPresent()) {
            conversion.get().finish();
        }
        if (promised != WavHeader.UNKNOWN && values != promised * encoding.channels()) {
            throw new IOException(
                    "defect: the header says "
                            + promised
                            + " samples of "
                            + encoding.channels()
                            + " channels, and "
                            + values
                            + " values were written");
        }
    }

    @Override
    public void close() {
        conversion.ifPresent(Conversion::close);
    }
}
