package voxfarm.frontend.zh;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * What the Chinese front end knows: jieba's dictionary and models, pypinyin's readings, the voices'
 * phones of each syllable, words with a neutral tone. Packed by {@code frontend/tools/
 * pack_chinese.py}; loaded once and shared. Immutable.
 */
final class ChineseData {
    private static final int MAGIC = 0x56465a48; // VFZH
    private static final int VERSION = 1;
    private static final int RAW_BYTES = 8 << 20;

    /** First and last character of the original's range of Chinese characters. */
    static final char FIRST = 0x4e00;

    static final char LAST = 0x9fa5;

    private static final class Holder {
        static final ChineseData INSTANCE = load();
    }

    /** Words: number of the frequency, shifted by 8, and of the tag. */
    final WordTrie lexicon;

    /** Logarithms of the frequencies. */
    final double[] logFrequencies;

    /** Whether a frequency is above 0: only such words are edges of the word lattice. */
    final byte[] frequent;

    final double logTotal;
    final List<String> tags;
    final TaggerModel tagger;
    final SegmenterModel segmenter;

    /** Phrases: where their syllables begin. */
    final WordTrie phrases;

    final char[] phraseSyllables;

    /** Syllable of each character from {@link #FIRST} on; {@link #NO_READING} if there is none. */
    final char[] singles;

    final List<Syllable> syllables;

    /** Initial and final without a tone, by the syllable as people write it. */
    final Map<String, Syllable> plain;

    /** Phones by syllable, as the original's table writes it. */
    final Map<String, List<String>> phones;

    final Set<String> neutralToneWords;
    final Set<String> fullToneWords;

    static final char NO_READING = 0xffff;

    /**
     * Hidden Markov model of position in a word and part of speech.
     *
     * @param states position (B, M, E, S) and tag, sorted: the order decides ties
     * @param transitions by state and next state; minus infinity where there is none
     * @param next states that may follow
     * @param emissions by character
     */
    record TaggerModel(
            List<String> states,
            double[] start,
            double[][] transitions,
            int[][] next,
            Map<Character, Emission> emissions) {}

    /**
     * @param states that emit the character, ascending
     * @param known whether the table of likely states has them
     * @param logs of the probabilities
     */
    record Emission(int[] states, boolean[] known, double[] logs) {
        double log(int state) {
            int at = Arrays.binarySearch(states, state);
            return at < 0 ? MIN_LOG : logs[at];
        }
    }

    /** What jieba takes for a probability of nothing. */
    static final double MIN_LOG = -3.14e100;

    /**
     * Hidden Markov model of position in a word: states B, E, M, S.
     *
     * @param transitions 4 by 4
     * @param emissions four by character
     */
    record SegmenterModel(
            double[] start, double[] transitions, char[] characters, double[] emissions) {
        double log(char c, int state) {
            int at = Arrays.binarySearch(characters, c);
            return at < 0 ? MIN_LOG : emissions[4 * at + state];
        }
    }

    /**
     * @param initial empty for syllables that begin with their final
     * @param rime the final, with the tone's digit behind it; empty for a few interjections
     */
    record Syllable(String initial, String rime) {
        static Syllable of(String text) {
            int gap = text.indexOf(' ');
            return new Syllable(text.substring(0, gap), text.substring(gap + 1));
        }
    }

    static ChineseData get() {
        return Holder.INSTANCE;
    }

    private ChineseData(ByteBuffer in) {
        if (in.getInt() != MAGIC || in.getInt() != VERSION) {
            throw new IllegalStateException("the Chinese data is of another build");
        }
        logFrequencies = doubles(in);
        frequent = octets(in);
        logTotal = doubles(in)[0];
        tags = texts(in);
        lexicon = trie(in);
        tagger = readTagger(in);
        segmenter = new SegmenterModel(doubles(in), doubles(in), chars(in), doubles(in));
        phrases = trie(in);
        phraseSyllables = chars(in);
        singles = chars(in);
        syllables = texts(in).stream().map(Syllable::of).toList();
        plain = new HashMap<>();
        for (String line : texts(in)) {
            int gap = line.indexOf(' ');
            plain.put(line.substring(0, gap), Syllable.of(line.substring(gap + 1)));
        }
        phones = new HashMap<>();
        for (String line : lines("pinyin-phones.tsv")) {
            int gap = line.indexOf('\t');
            phones.put(line.substring(0, gap), List.of(line.substring(gap + 1).split(" ", -1)));
        }
        neutralToneWords = new HashSet<>(lines("neutral-tone-words.txt"));
        fullToneWords = new HashSet<>(lines("full-tone-words.txt"));
    }

    private static ChineseData load() {
        try (DataInputStream in =
                new DataInputStream(new GZIPInputStream(open("chinese.bin.gz"), 1 << 16))) {
            byte[] raw = new byte[RAW_BYTES];
            int length = in.readNBytes(raw, 0, raw.length);
            return new ChineseData(ByteBuffer.wrap(raw, 0, length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(ChineseData.class.getResourceAsStream(resource), resource);
    }

    private static List<String> lines(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TaggerModel readTagger(ByteBuffer in) {
        List<String> states = texts(in);
        double[] start = doubles(in);
        char[] counts = chars(in);
        char[] targets = chars(in);
        double[] logs = doubles(in);
        double[][] transitions = new double[states.size()][states.size()];
        int[][] next = new int[states.size()][];
        int at = 0;
        for (int s = 0; s < states.size(); s++) {
            Arrays.fill(transitions[s], Double.NEGATIVE_INFINITY);
            next[s] = new int[counts[s]];
            for (int i = 0; i < counts[s]; i++, at++) {
                next[s][i] = targets[at];
                transitions[s][targets[at]] = logs[at];
            }
        }
        return new TaggerModel(states, start, transitions, next, emissions(in));
    }

    private static Map<Character, Emission> emissions(ByteBuffer in) {
        char[] characters = chars(in);
        char[] counts = chars(in);
        char[] states = chars(in);
        byte[] known = octets(in);
        double[] logs = doubles(in);
        Map<Character, Emission> emissions = HashMap.newHashMap(characters.length);
        int at = 0;
        for (int c = 0; c < characters.length; c++) {
            int[] which = new int[counts[c]];
            boolean[] tabled = new boolean[counts[c]];
            double[] values = Arrays.copyOfRange(logs, at, at + counts[c]);
            for (int i = 0; i < counts[c]; i++, at++) {
                which[i] = states[at];
                tabled[i] = known[at] == 1;
            }
            emissions.put(characters[c], new Emission(which, tabled, values));
        }
        return emissions;
    }

    private static WordTrie trie(ByteBuffer in) {
        return new WordTrie(chars(in), ints(in), ints(in));
    }

    private static int[] ints(ByteBuffer in) {
        int[] values = new int[in.getInt()];
        in.asIntBuffer().get(values);
        in.position(in.position() + Integer.BYTES * values.length);
        return values;
    }

    private static char[] chars(ByteBuffer in) {
        char[] values = new char[in.getInt()];
        in.asCharBuffer().get(values);
        in.position(in.position() + Character.BYTES * values.length);
        return values;
    }

    private static byte[] octets(ByteBuffer in) {
        byte[] values = new byte[in.getInt()];
        in.get(values);
        return values;
    }

    private static double[] doubles(ByteBuffer in) {
        double[] values = new double[in.getInt()];
        in.asDoubleBuffer().get(values);
        in.position(in.position() + Double.BYTES * values.length);
        return values;
    }

    private static List<String> texts(ByteBuffer in) {
        return List.of(new String(octets(in), StandardCharsets.UTF_8).split("\n", -1));
    }
}
