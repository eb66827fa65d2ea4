package voxfarm.frontend.mixed;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import voxfarm.common.language.Language;

/**
 * Guesses a language from sequences of bytes, by the model of langid.py (Lui and Baldwin, 2012) for
 * Chinese, Japanese and English: what the original asks. Immutable.
 */
final class LanguageModel {
    private static final String RESOURCE = "langid.bin.gz";
    private static final int MAGIC = 0x56584c4d;
    private static final int VERSION = 1;

    /** Bytes of a sequence that counts. */
    private static final int LONGEST = 4;

    /** In the order of the model's columns, and of its choice where two are as likely. */
    private static final List<Language> COLUMNS = List.of(Language.ZH, Language.JP, Language.EN);

    private static final List<Language> FIRST = List.of(Language.EN, Language.JP, Language.ZH);

    private final float[] priors;
    private final Map<Long, float[]> weights = new HashMap<>();

    /** How likely a text is of a language: a logarithm, and no share. */
    record Score(Language language, double value) {}

    private static final class Bundled {
        static final LanguageModel MODEL = read();
    }

    private LanguageModel(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
            throw new IllegalStateException(RESOURCE + ": expected a language model of version 1");
        }
        int features = in.readUnsignedShort();
        this.priors = row(in);
        for (int i = 0; i < features; i++) {
            byte[] bytes = in.readNBytes(in.readUnsignedByte());
            long key = 0;
            for (byte b : bytes) {
                key = key << 8 | (b & 0xff);
            }
            weights.put(key(key, bytes.length), row(in));
        }
    }

    /** The model that comes with the farm. */
    static LanguageModel bundled() {
        return Bundled.MODEL;
    }

    private static LanguageModel read() {
        try (InputStream file = LanguageModel.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return new LanguageModel(
                    new DataInputStream(
                            new BufferedInputStream(new GZIPInputStream(file), 1 << 16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] row(DataInputStream in) throws IOException {
        float[] row = new float[COLUMNS.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = in.readFloat();
        }
        return row;
    }

    /** Sequences of different lengths never share a key. */
    private static long key(long bytes, int length) {
        return (long) length << 32 | bytes;
    }

    /** The likeliest first. */
    List<Score> scores(String text, List<Language> languages) {
        double[] sums = new double[COLUMNS.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = priors[i];
        }
        long before = 0;
        int known = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            before = (before << 8 | (b & 0xff)) & 0xffff_ffffL;
            known = Math.min(LONGEST, known + 1);
            for (int length = 1; length <= known; length++) {
                long bytes = before & ((1L << (8 * length)) - 1);
                float[] row = weights.get(key(bytes, length));
                for (int i = 0; row != null && i < sums.length; i++) {
                    sums[i] += row[i];
                }
            }
        }
        List<Score> scores = new ArrayList<>();
        for (Language language : FIRST) {
            if (languages.contains(language)) {
                scores.add(new Score(language, sums[COLUMNS.indexOf(language)]));
            }
        }
        scores.sort(Comparator.comparingDouble(Score::value).reversed()); // stable
        return List.copyOf(scores);
    }

    /**
     * @param languages at least one
     */
    Language likeliest(String text, List<Language> languages) {
        return scores(text, languages).getFirst().language();
    }
}
