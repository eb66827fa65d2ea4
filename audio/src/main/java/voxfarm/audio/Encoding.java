package voxfarm.audio;

import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.error.VoxfarmException;

/**
 * How samples become a file.
 *
 * @param soundRateHz of the mono samples that come
 * @param rateHz of the file
 * @param channels of the file; 2 hold the same
 * @param bitrateKbps of lossy formats, 0 for others
 */
public record Encoding(
        AudioFormat format, int soundRateHz, int rateHz, int channels, int bitrateKbps) {

    private static final int NARROW_RATE = 24_000;

    public static Encoding of(OutputSettings output, int soundRateHz) {
        int rate = output.fileRateHz(soundRateHz);
        return new Encoding(
                output.format(),
                soundRateHz,
                rate,
                output.channels(),
                output.format().lossy()
                        ? output.bitrateKbps()
                                .orElseGet(() ->
                                        usualBitrate(output.format(), rate) * output.channels())
                        : 0);
    }

    /** Mono, at the sound's rate or the nearest that the format has, at the usual bit rate. */
    public static Encoding of(AudioFormat format, int soundRateHz) {
        return of(OutputSettings.of(format, OutputSettings.Level.NONE), soundRateHz);
    }

    /** For one channel of speech: nothing is heard of the coding. */
    private static int usualBitrate(AudioFormat format, int rate) {
        boolean narrow = isNarrow(rate);
        return switch (format) {
            case MP3 -> narrow ? 64 : 96;
            case OPUS -> 48;
            case AAC, M4A -> narrow ? 64 : 96;
            case WAV, WAV_FLOAT, PCM, FLAC -> 0;
        };
    }

    private static boolean isNarrow(int rate) {
        return rate <= NARROW_RATE;
    }

    /** Whether the file's rate is that of speech more than of music. */
    boolean isNarrow() {
        return isNarrow(rateHz);
    }

    /** Whether the samples pass as they are. */
    boolean untouched() {
        return rateHz == soundRateHz && channels == 1;
    }

    /** Whether only a platform with encoders can write that. */
    public boolean needsEncoders() {
        return !format.plain() || !untouched();
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if this platform cannot write that
     */
    public void check() {
        if (needsEncoders()) {
            Ffmpeg.require(describe());
        }
    }

    /** For people. */
    public String describe() {
        return "format "
                + format.wireName()
                + " at "
                + rateHz
                + " Hz with "
                + channels
                + " channel(s)";
    }

    /** How many samples a channel of the file has, of so many that come. */
    public long samplesOf(long soundSamples) {
        return rateHz == soundRateHz
                ? soundSamples
                : Math.round((double) soundSamples * rateHz / soundRateHz);
    }
}
