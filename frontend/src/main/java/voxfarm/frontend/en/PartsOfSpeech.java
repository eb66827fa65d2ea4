package voxfarm.frontend.en;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Tags the words of a sentence with their parts of speech, as Universal Dependencies names them
 * ({@code NOUN}, {@code VERB}, {@code AUX+PART}): the maximum entropy model of Apache OpenNLP, its
 * features and its search by the three best ways (docs/formats.md, "Part-of-speech model").
 * Immutable.
 */
final class PartsOfSpeech {
    /** {@code VFPT}. */
    private static final int MAGIC = 0x56465054;

    private static final int VERSION = 1;
    private static final String RESOURCE = "pos.bin.gz";
    private static final int MAX_BYTES = 16 << 20;
    private static final int BEAM = 3;
    private static final int AFFIXES = 4;

    private final String[] tags;

    /** Of the features, in order. */
    private final long[] hashes;

    /** Where the weights of each feature begin; one more behind the last. */
    private final int[] begins;

    private final byte[] outcomes;
    private final float[] weights;

    private PartsOfSpeech(
            String[] tags, long[] hashes, int[] begins, byte[] outcomes, float[] weights) {
        this.tags = tags;
        this.hashes = hashes;
        this.begins = begins;
        this.outcomes = outcomes;
        this.weights = weights;
    }

    /** Reads the model that comes with the farm. */
    static PartsOfSpeech bundled() {
        try (InputStream file = PartsOfSpeech.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return read(new DataInputStream(new GZIPInputStream(file, 1 << 16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartsOfSpeech read(DataInputStream file) throws IOException {
        if (file.readInt() != MAGIC || file.readInt() != VERSION) {
            throw new IOException("part-of-speech model: wrong magic or version");
        }
        int size = file.readInt();
        if (size < 1 || size > MAX_BYTES) {
            throw new IOException("part-of-speech model: size out of bounds: " + size);
        }
        byte[] bytes = file.readNBytes(size);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if (bytes.length != size || file.readInt() != (int) crc.getValue()) {
            throw new IOException("part-of-speech model: damaged");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String[] tags = new String[in.get()];
        for (int i = 0; i < tags.length; i++) {
            byte[] name = new byte[in.getShort()];
            in.get(name);
            tags[i] = new String(name, StandardCharsets.US_ASCII);
        }
        long[] hashes = new long[in.getInt()];
        int weightCount = in.getInt();
        in.asLongBuffer().get(hashes);
        in.position(in.position() + hashes.length * Long.BYTES);
        int[] begins = new int[hashes.length + 1];
        for (int i = 0; i < hashes.length; i++) {
            begins[i + 1] = begins[i] + in.get();
        }
        byte[] outcomes = new byte[weightCount];
        in.get(outcomes);
        float[] weights = new float[weightCount];
        in.asFloatBuffer().get(weights);
        return new PartsOfSpeech(tags, hashes, begins, outcomes, weights);
    }

    /** One way through the sentence so far. */
    private record Path(int[] tags, double logProbability) {}

    /**
     * The tag of each word.
     *
     * @param words of one sentence, its marks among them
     */
    List<String> tag(List<String> words) {
        List<Path> best = List.of(new Path(new int[0], 0));
        for (int at = 0; at < words.size(); at++) {
            double[] fixed = new double[tags.length];
            addWordFeatures(words, at, fixed);
            List<Path> next = new ArrayList<>();
            for (Path path : best) {
                extend(path, at, fixed, next);
            }
            next.sort((a, b) -> Double.compare(b.logProbability(), a.logProbability()));
            best = next.subList(0, Math.min(BEAM, next.size()));
        }
        return Arrays.stream(best.getFirst().tags()).mapToObj(tag -> tags[tag]).toList();
    }

    private void extend(Path path, int at, double[] fixed, List<Path> next) {
        double[] scores = fixed.clone();
        if (at > 0) {
            String before = tags[path.tags()[at - 1]];
            add("t=" + before, scores);
            if (at > 1) {
                add("t2=" + tags[path.tags()[at - 2]] + "," + before, scores);
            }
        }
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        double logSum = Math.log(sum);
        for (int tag : largest(scores)) {
            int[] longer = Arrays.copyOf(path.tags(), at + 1);
            longer[at] = tag;
            next.add(new Path(longer, path.logProbability() + scores[tag] - logSum));
        }
    }

    private static int[] largest(double[] scores) {
        int[] best = new int[Math.min(BEAM, scores.length)];
        Arrays.fill(best, -1);
        for (int i = 0; i < scores.length; i++) {
            int candidate = i;
            for (int rank = 0; rank < best.length; rank++) {
                if (best[rank] < 0 || scores[candidate] > scores[best[rank]]) {
                    int displaced = best[rank];
                    best[rank] = candidate;
                    candidate = displaced;
                    if (candidate < 0) {
                        break;
                    }
                }
            }
        }
        return best;
    }

    private void addWordFeatures(List<String> words, int at, double[] scores) {
        String word = words.get(at);
        String small = word.toLowerCase(Locale.ROOT);
        add("def", scores);
        for (int i = 1; i <= Math.min(AFFIXES, word.length()); i++) {
            add("suf=" + word.substring(word.length() - i), scores);
            add("pre=" + word.substring(0, i), scores);
        }
        add("w=" + small, scores);
        for (int i = 1; i <= 2; i++) {
            if (at - i >= 0) {
                add("p" + i + "w=" + words.get(at - i).toLowerCase(Locale.ROOT), scores);
            }
            if (at + i < words.size()) {
                add("n" + i + "w=" + words.get(at + i).toLowerCase(Locale.ROOT), scores);
            }
        }
        if (at == 0) {
            add("S=begin", scores);
        } else if (at <= 2) {
            add("p" + at + "S=begin", scores);
        }
        String shape = shape(word);
        add("wc=" + shape, scores);
        add("w&c=" + small + "," + shape, scores);
    }

    private static String shape(String word) {
        int letters = 0;
        int lower = 0;
        int upper = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            letters += Character.isLetter(c) ? 1 : 0;
            lower += Character.isLowerCase(c) ? 1 : 0;
            upper += Character.isUpperCase(c) ? 1 : 0;
        }
        if (lower == word.length()) {
            return "lc";
        }
        if (upper == word.length()) {
            return word.length() == 1 ? "sc" : "ac";
        }
        return letters > 0 && Character.isUpperCase(word.charAt(0)) ? "ic" : "other";
    }

    private void add(String feature, double[] scores) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16 units
        for (int i = 0; i < feature.length(); i++) {
            hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
        }
        int found = Arrays.binarySearch(hashes, hash);
        for (int i = found < 0 ? 0 : begins[found]; found >= 0 && i < begins[found + 1]; i++) {
            scores[outcomes[i]] += weights[i];
        }
    }
}
