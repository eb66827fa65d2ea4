package voxfarm.common.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** File formats that a result can have. */
public enum AudioFormat {
    /** RIFF, 16-bit PCM. */
    WAV("wav", "wav", "audio/wav", List.of()),
    /** RIFF, 32-bit floating point. */
    WAV_FLOAT("wav-float", "wav", "audio/wav", List.of()),
    /** 16-bit little-endian PCM without a header. */
    PCM("pcm", "pcm", "audio/pcm", List.of()),
    /** Free Lossless Audio Codec, 16 bits. */
    FLAC("flac", "flac", "audio/flac", List.of()),
    /** MPEG-1 or 2, layer III. */
    MP3(
            "mp3",
            "mp3",
            "audio/mpeg",
            List.of(8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)),
    /** Opus in Ogg (RFC 7845). */
    OPUS("opus", "opus", "audio/ogg", List.of(8000, 12_000, 16_000, 24_000, 48_000)),
    /** AAC-LC in ADTS frames. */
    AAC("aac", "aac", "audio/aac", aacRates()),
    /** AAC-LC in an MP4 file. */
    M4A("m4a", "m4a", "audio/mp4", aacRates());

    private static final int LOWEST_RATE = 8000;
    private static final int HIGHEST_RATE = 192_000;

    private final String wireName;
    private final String extension;
    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // always from List.of
    private final List<Integer> rates;

    AudioFormat(String wireName, String extension, String contentType, List<Integer> rates) {
        this.wireName = wireName;
        this.extension = extension;
        this.contentType = contentType;
        this.rates = rates;
    }

    private static List<Integer> aacRates() {
        return List.of(
                8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000,
                88_200, 96_000);
    }

    public String wireName() {
        return wireName;
    }

    /** Of file names, without the dot. */
    public String extension() {
        return extension;
    }

    public String contentType() {
        return contentType;
    }

    /** Whether it is PCM, which needs no encoder. */
    public boolean plain() {
        return this == WAV || this == WAV_FLOAT || this == PCM;
    }

    /** Whether its files say their length before the first sample. */
    public boolean wantsLength() {
        return this == WAV || this == WAV_FLOAT;
    }

    /** Whether a bit rate decides its size. */
    public boolean lossy() {
        return this == MP3 || this == OPUS || this == AAC || this == M4A;
    }

    /** Whether it can be sent while it is made. */
    public boolean streams() {
        return this != M4A;
    }

    /** Whether files of this format can have that rate. */
    public boolean takesRate(int sampleRateHz) {
        return rates.isEmpty()
                ? sampleRateHz >= LOWEST_RATE && sampleRateHz <= HIGHEST_RATE
                : rates.contains(sampleRateHz);
    }

    /** What is wrong with that rate of a file of this format; empty if files can have it. */
    public Optional<String> rateProblem(int sampleRateHz) {
        return takesRate(sampleRateHz)
                ? Optional.empty()
                : Optional.of(
                        "expected a rate of "
                                + wireName
                                + " ("
                                + ratesInWords()
                                + "), was "
                                + sampleRateHz);
    }

    private String ratesInWords() {
        return rates.isEmpty()
                ? LOWEST_RATE + " to " + HIGHEST_RATE
                : rates.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The voice's own rate where the format has it, else the next above it, else the highest. */
    public int rateFor(int sampleRateHz) {
        if (rates.isEmpty()) {
            return sampleRateHz;
        }
        return rates.stream().filter(r -> r >= sampleRateHz).findFirst().orElse(rates.getLast());
    }

    /**
     * @throws VoxfarmException {@code UNSUPPORTED} if this build cannot write that format
     */
    public static AudioFormat ofWireName(String name) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.UNSUPPORTED,
                                "expected %s, was %s",
                                Arrays.stream(values())
                                        .map(AudioFormat::wireName)
                                        .collect(Collectors.joining(", ")),
                                Problems.quote(name)));
    }
}
