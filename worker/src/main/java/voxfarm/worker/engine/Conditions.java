package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * What conditions a Bert-VITS2 network beside the text: its speakers' embeddings and, where the
 * release has emotions, the graph that turns one into an embedding. Thread-safe.
 */
public final class Conditions implements AutoCloseable {
    private final OrtRuntime runtime;
    private final Profile profile;
    private final String name;
    private final Optional<OrtSession> emotion;
    private final float[] speakers;
    private final float[] codebook;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Conditions(OrtRuntime runtime, VoicePackage voice, Optional<OrtSession> emotion) {
        this.runtime = runtime;
        this.profile = Profile.read(voice.file(Profile.FILE));
        this.name = "voice " + voice.manifest().voice();
        this.emotion = emotion;
        this.speakers = readFloats(voice.file(Profile.SPEAKERS_FILE));
        this.codebook = optionalFloats(voice.file(Profile.CODEBOOK_FILE));
    }

    /**
     * @param opened closes the graph if something later fails
     */
    static Conditions load(OrtRuntime runtime, VoicePackage voice, OrtRuntime.Opened opened) {
        Path file = voice.file(BertVits2Graphs.EMOTION_FILE);
        return new Conditions(
                runtime,
                voice,
                Files.exists(file) ? Optional.of(opened.open(file)) : Optional.empty());
    }

    public Profile profile() {
        return profile;
    }

    /** Whether the encoder takes an emotion. */
    boolean emotions() {
        return emotion.isPresent();
    }

    /**
     * The embedding of a speaker, shape [gin].
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if the voice has no such speaker
     */
    public float[] speaker(int id) {
        int gin = profile.widths().gin();
        if (id < 0 || id >= speakers.length / gin) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "%s: expected a speaker id from 0 to %d, was %d",
                    name,
                    speakers.length / gin - 1,
                    id);
        }
        float[] embedding = new float[gin];
        System.arraycopy(speakers, id * gin, embedding, 0, gin);
        return embedding;
    }

    /** Codes of emotions of release 2.1, [codes, 1024]; empty for others. */
    public float[] codebook() {
        return codebook.clone();
    }

    /**
     * How an emotion was understood.
     *
     * @param embedding shape [hidden]
     * @param hidden features after the first net; empty for styles
     * @param codes chosen rows of the codebook; empty for styles
     * @param quantised features after quantisation; empty for styles
     */
    public record Emotion(float[] embedding, float[] hidden, long[] codes, float[] quantised) {}

    /**
     * @param features as many as the release takes
     * @param index of release 2.1: a row of the codebook, or -1 for the nearest to the features
     * @param codes the codebook of release 2.1, [codes, 1024]
     */
    public Emotion emotion(float[] features, int index, float[] codes) {
        OrtSession session =
                emotion.orElseThrow(() -> new IllegalStateException(name + " has no emotions"));
        try (Tensors inputs = new Tensors(runtime.environment())) {
            inputs.put(BertVits2Graphs.EMOTION_FEATURES, features, 1, features.length);
            inputs.put(BertVits2Graphs.EMOTION_INDEX, new long[] {index}, 1);
            if (codes.length > 0) {
                inputs.put(BertVits2Graphs.CODEBOOK, codes, codes.length / 1024, 1024);
            }
            try (OrtSession.Result result =
                    session.run(OrtRuntime.only(session, inputs.byName()))) {
                float[] embedding = Tensors.floats(result, BertVits2Graphs.EMOTION);
                if (result.get(BertVits2Graphs.CODES).isEmpty()) {
                    return new Emotion(embedding, new float[0], new long[0], new float[0]);
                }
                return new Emotion(
                        embedding,
                        Tensors.floats(result, BertVits2Graphs.EMOTION_HIDDEN),
                        Tensors.longs(result, BertVits2Graphs.CODES),
                        Tensors.floats(result, BertVits2Graphs.QUANTISED));
            }
        } catch (OrtException e) {
            throw BertVits2Network.failed(name, e);
        }
    }

    static float[] optionalFloats(Path file) {
        return Files.exists(file) ? readFloats(file) : new float[0];
    }

    static float[] readFloats(Path file) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN, file + ": cannot be read: " + FileFailure.reason(e), e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            emotion.ifPresent(OrtRuntime::close);
        }
    }
}
