package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.bert.BertTokenizer;
import voxfarm.models.bert.BertConfig;
import voxfarm.models.bert.BertGraph;
import voxfarm.models.bert.BertImport;

/** A BERT model that turns text into features of its characters. Thread-safe. */
public final class BertEncoder implements AutoCloseable {
    /** Features of sentences that come again, such as chapter headings. */
    private static final long CACHE_BYTES = 32L << 20;

    /** {@code [CLS]} of the model of releases 1.1; {@code [SEP]} of that of releases 2.0. */
    private static final long BEGIN_OF_WORDS = 2;

    /** {@code [SEP]} of the one, {@code [UNK]} of the other. */
    private static final long END_OF_WORDS = 3;

    private final OrtRuntime runtime;
    private final OrtSession session;
    private final BertTokenizer tokenizer;
    private final BertConfig config;
    private final NativeUse use;
    private final Map<String, float[]> cache =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long cachedBytes;

    private BertEncoder(
            OrtRuntime runtime, OrtSession session, BertTokenizer tokenizer, BertConfig config) {
        this.runtime = runtime;
        this.session = session;
        this.tokenizer = tokenizer;
        this.config = config;
        this.use = new NativeUse("the BERT model", () -> OrtRuntime.close(session));
    }

    /**
     * @param folder as {@link BertImport#importInto} returns it
     */
    static BertEncoder load(OrtRuntime runtime, Path folder) {
        BertConfig config = BertConfig.read(folder.resolve(BertImport.CONFIG));
        boolean deberta = config.relative().isPresent(); // its vocabularies are of characters
        return load(runtime, folder, BertTokenizer.read(folder, deberta));
    }

    /** The same, with a tokenizer that its folder does not name. */
    static BertEncoder load(OrtRuntime runtime, Path folder, BertTokenizer tokenizer) {
        BertConfig config = BertConfig.read(folder.resolve(BertImport.CONFIG));
        return new BertEncoder(
                runtime, runtime.open(folder.resolve(BertImport.GRAPH)), tokenizer, config);
    }

    /** Channels of a feature. */
    public int channels() {
        return config.hidden();
    }

    /** Token ids of a text, those of its two ends included. */
    public long[] ids(String text) {
        return tokenizer.encode(text);
    }

    /**
     * Hidden states of a text, shape [T, channels] with one row a token. Callers must not change
     * the array.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if the text has more tokens than the model
     *     has positions
     */
    public float[] encode(String text) {
        return remembered(text, () -> encode(tokenizer.encode(text)));
    }

    /**
     * The same of words that are cut into tokens each by itself. The releases that cut so wrote the
     * tokens of both ends as the numbers of one model, which other tokens have in the next.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if there are more tokens than positions
     */
    public float[] encode(List<String> words) {
        return remembered(
                String.join("\u0000", words),
                () -> {
                    LongStream inner =
                            words.stream()
                                    .map(tokenizer::encode)
                                    .flatMapToLong(ids -> Arrays.stream(ids, 1, ids.length - 1));
                    return encode(
                            LongStream.concat(
                                            LongStream.of(BEGIN_OF_WORDS),
                                            LongStream.concat(inner, LongStream.of(END_OF_WORDS)))
                                    .toArray());
                });
    }

    private float[] remembered(String key, Supplier<float[]> made) {
        synchronized (cache) {
            float[] known = cache.get(key);
            if (known != null) {
                return known;
            }
        }
        float[] features = made.get();
        synchronized (cache) {
            if (cache.put(key, features) == null) {
                cachedBytes += (long) features.length * Float.BYTES;
            }
            var eldest = cache.entrySet().iterator();
            while (cachedBytes > CACHE_BYTES && eldest.hasNext()) {
                cachedBytes -= (long) eldest.next().getValue().length * Float.BYTES;
                eldest.remove();
            }
        }
        return features;
    }

    /** Hidden states of token ids, shape [T, channels]. */
    public float[] encode(long[] ids) {
        if (ids.length > config.positions()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "the BERT model reads at most %d tokens at once, was %d; use shorter sentences",
                    config.positions(),
                    ids.length);
        }
        return use.during(() -> run(ids));
    }

    private float[] run(long[] ids) {
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertGraph.IDS, ids, 1, ids.length);
            try (OrtSession.Result result = session.run(inputs.byName())) {
                return Tensors.floats(result, BertGraph.HIDDEN);
            }
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.ENGINE_FAILED, "BERT: inference failed: " + e.getMessage(), e);
        }
    }

    /** Frees the model when its last run has ended; returns at once. Idempotent. */
    @Override
    public void close() {
        use.close();
    }
}
