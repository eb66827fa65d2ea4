package voxfarm.frontend.en;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Letters to phones of words that no dictionary has: the network of g2p_en 2.1.0 (Park and Kim,
 * Apache-2.0), two recurrent layers with gates (Cho et al., "Learning phrase representations using
 * RNN encoder-decoder", 2014), one of which reads the word and the other says its phones. Computed
 * in float32, as there. Immutable.
 */
final class GraphemeNetwork {
    private static final String RESOURCE = "graphemes.bin.gz";

    /** Of an embedding, and of what a layer remembers. */
    private static final int WIDTH = 256;

    /** Gates of a layer: reset, update, new. */
    private static final int GATES = 3;

    private static final int UNKNOWN_LETTER = 1;
    private static final int END_OF_WORD = 2;
    private static final int FIRST_LETTER = 3;
    private static final int LETTERS = FIRST_LETTER + 26;
    private static final int BEGIN = 2;
    private static final int END = 3;
    private static final int MOST_PHONES = 20;

    private static final List<String> PHONES =
            List.of(
                    "<pad>", "<unk>", "<s>", "</s>", "AA0", "AA1", "AA2", "AE0", "AE1", "AE2",
                    "AH0", "AH1", "AH2", "AO0", "AO1", "AO2", "AW0", "AW1", "AW2", "AY0", "AY1",
                    "AY2", "B", "CH", "D", "DH", "EH0", "EH1", "EH2", "ER0", "ER1", "ER2", "EY0",
                    "EY1", "EY2", "F", "G", "HH", "IH0", "IH1", "IH2", "IY0", "IY1", "IY2", "JH",
                    "K", "L", "M", "N", "NG", "OW0", "OW1", "OW2", "OY0", "OY1", "OY2", "P", "R",
                    "S", "SH", "T", "TH", "UH0", "UH1", "UH2", "UW", "UW0", "UW1", "UW2", "V", "W",
                    "Y", "Z", "ZH");

    private final float[] letters;
    private final Layer reader;
    private final float[] phones;
    private final Layer speaker;

    /** Of shape [phones, WIDTH]. */
    private final float[] choice;

    private final float[] choiceBias;

    private GraphemeNetwork(DataInputStream in) throws IOException {
        this.letters = floats(in, LETTERS * WIDTH);
        this.reader = new Layer(in);
        this.phones = floats(in, PHONES.size() * WIDTH);
        this.speaker = new Layer(in);
        this.choice = floats(in, PHONES.size() * WIDTH);
        this.choiceBias = floats(in, PHONES.size());
    }

    /** The network that comes with the farm. */
    static GraphemeNetwork bundled() {
        try (InputStream file = GraphemeNetwork.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
            }
            return new GraphemeNetwork(
                    new DataInputStream(
                            new BufferedInputStream(new GZIPInputStream(file), 1 << 16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    /** Weights of shape [GATES * WIDTH, WIDTH], and what is added. */
    private record Layer(float[] ofInput, float[] ofState, float[] inputBias, float[] stateBias) {
        Layer(DataInputStream in) throws IOException {
            this(
                    floats(in, GATES * WIDTH * WIDTH),
                    floats(in, GATES * WIDTH * WIDTH),
                    floats(in, GATES * WIDTH),
                    floats(in, GATES * WIDTH));
        }

        /**
         * @param input a row of {@code table}
         * @return what it remembers next
         */
        float[] step(float[] table, int input, float[] state) {
            float[] next = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                float reset = sigmoid(ofInput(table, input, i) + ofState(state, i));
                float update =
                        sigmoid(ofInput(table, input, WIDTH + i) + ofState(state, WIDTH + i));
                float fresh =
                        (float)
                                Math.tanh(
                                        ofInput(table, input, 2 * WIDTH + i)
                                                + reset * ofState(state, 2 * WIDTH + i));
                next[i] = (1 - update) * fresh + update * state[i];
            }
            return next;
        }

        private float ofInput(float[] table, int row, int gate) {
            return dot(ofInput, gate, table, row) + inputBias[gate];
        }

        private float ofState(float[] state, int gate) {
            return dot(ofState, gate, state, 0) + stateBias[gate];
        }
    }

    private static float dot(float[] a, int rowOfA, float[] b, int rowOfB) {
        float sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += a[rowOfA * WIDTH + i] * b[rowOfB * WIDTH + i];
        }
        return sum;
    }

    private static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    /**
     * @param word small letters; others are unknown to it
     * @return ARPABET with stresses, at most {@value #MOST_PHONES}
     */
    List<String> read(String word) {
        float[] state = new float[WIDTH];
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int letter = c >= 'a' && c <= 'z' ? c - 'a' + FIRST_LETTER : UNKNOWN_LETTER;
            state = reader.step(letters, letter, state);
        }
        state = reader.step(letters, END_OF_WORD, state);
        List<String> said = new ArrayList<>();
        int last = BEGIN;
        while (said.size() < MOST_PHONES) {
            state = speaker.step(phones, last, state);
            last = likeliest(state);
            if (last == END) {
                break;
            }
            said.add(PHONES.get(last));
        }
        return said;
    }

    private int likeliest(float[] state) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int phone = 0; phone < PHONES.size(); phone++) {
            float score = dot(choice, phone, state, 0) + choiceBias[phone];
            if (score > most) {
                most = score;
                best = phone;
            }
        }
        return best;
    }
}
