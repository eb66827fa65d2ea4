package voxfarm.worker.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import voxfarm.common.machine.Precision;
import voxfarm.models.bertvits2.BertVits2Graphs;
import voxfarm.models.bertvits2.Profile;
import voxfarm.models.packages.VoicePackage;

/**
 * The decoder of a Bert-VITS2 voice on a device. Every run has one of few shapes, all of which were
 * run when the voice was loaded: a convolution of the runtime tunes itself anew at each change of
 * its shape, and so each shape has a session of its own. A window is a window, whichever text,
 * request or caller it belongs to. Thread-safe.
 */
final class WindowDecoder implements AutoCloseable {
    private static final int BATCHES_AHEAD = 2;

    private final OrtRuntime runtime;
    private final String name;
    private final Profile profile;
    private final DecoderWindows windows;
    private final Sessions whole;
    private final Sessions parts;

    /**
     * The shapes of a device.
     *
     * @param width frames of a window
     * @param batches windows of a run, ascending
     */
    record Shapes(int width, List<Integer> batches) {
        Shapes {
            batches = List.copyOf(batches);
        }
    }

    private record Sized(int batch, OrtSession session) {}

    /**
     * A window of a text.
     *
     * @param latent of the text, shape [F, C]
     */
    private record Piece(float[] latent, float[] speaker, DecoderWindows.Window window) {}

    /**
     * @param opened takes the sessions, one for each size of a batch
     */
    WindowDecoder(
            OrtRuntime runtime,
            OrtRuntime.Opened opened,
            VoicePackage voice,
            Profile profile,
            Shapes shapes) {
        this.runtime = runtime;
        this.name = "voice " + voice.manifest().voice();
        this.profile = profile;
        this.windows = new DecoderWindows(shapes.width(), profile.framing().overlapFrames());
        boolean half = runtime.precision() == Precision.FAST;
        Path wholeFile =
                voice.file(
                        half
                                ? BertVits2Graphs.HALF_WINDOW_DECODER_FILE
                                : BertVits2Graphs.WINDOW_DECODER_FILE);
        Path partFile =
                voice.file(
                        half
                                ? BertVits2Graphs.HALF_PART_DECODER_FILE
                                : BertVits2Graphs.PART_DECODER_FILE);
        // threads begin when nothing can fail any more: nobody would end them
        List<Sized> wholeSized = open(opened, wholeFile, shapes);
        List<Sized> partSized = open(opened, partFile, shapes);
        this.whole = new Sessions(wholeSized);
        this.parts = new Sessions(partSized);
    }

    private List<Sized> open(OrtRuntime.Opened opened, Path model, Shapes shapes) {
        return shapes.batches().stream()
                .map(n -> new Sized(n, opened.openTuned(model, session -> warm(session, n))))
                .toList();
    }

    /** One graph for every size of a batch, and who waits for it. */
    private final class Sessions {
        private final List<Sized> sized;
        private final DeviceBatches<Piece, float[]> batches;

        Sessions(List<Sized> sized) {
            this.sized = sized;
            this.batches =
                    new DeviceBatches<>(
                            name + " decoder",
                            sized.getLast().batch(),
                            BATCHES_AHEAD,
                            this::decode);
        }

        private List<float[]> decode(List<Piece> pieces) {
            Sized fits =
                    sized.stream()
                            .filter(s -> s.batch() >= pieces.size())
                            .findFirst()
                            .orElseThrow();
            try {
                return run(fits.session(), fits.batch(), pieces);
            } catch (OrtException e) {
                throw BertVits2Network.failed(name, e);
            }
        }
    }

    /** Runs a shape once, so that no request is the first to see it. */
    private void warm(OrtSession session, int batch) throws OrtException {
        int channels = profile.widths().channels();
        Piece silence =
                new Piece(
                        new float[windows.width() * channels],
                        new float[profile.widths().gin()],
                        new DecoderWindows.Window(0, windows.width(), 0, windows.width()));
        var _ = run(session, batch, List.of(silence));
    }

    /**
     * @param latents each of shape [F, C]
     * @return samples of each
     */
    List<float[]> decode(List<float[]> latents, List<float[]> speakers) {
        List<Piece> full = new ArrayList<>();
        List<Piece> shorter = new ArrayList<>();
        for (int i = 0; i < latents.size(); i++) {
            float[] latent = latents.get(i);
            float[] speaker = speakers.get(i);
            List<Piece> kind = isWhole(latent) ? full : shorter;
            windows.of(frames(latent)).forEach(w -> kind.add(new Piece(latent, speaker, w)));
        }
        Iterator<Piece> fullPieces = full.iterator();
        Iterator<float[]> fullKept = whole.batches.all(full).iterator();
        Iterator<float[]> shortKept = parts.batches.all(shorter).iterator();
        List<float[]> samples = new ArrayList<>();
        for (float[] latent : latents) {
            samples.add(isWhole(latent) ? joined(latent, fullPieces, fullKept) : shortKept.next());
        }
        return samples;
    }

    private boolean isWhole(float[] latent) {
        return frames(latent) >= windows.width();
    }

    private float[] joined(float[] latent, Iterator<Piece> pieces, Iterator<float[]> kept) {
        float[] samples = new float[Math.toIntExact(profile.framing().samples(frames(latent)))];
        int end = 0;
        while (end < samples.length) {
            int at = pieces.next().window().from() * profile.framing().samplesPerFrame();
            float[] part = kept.next();
            System.arraycopy(part, 0, samples, at, part.length);
            end = at + part.length;
        }
        return samples;
    }

    private int frames(float[] latent) {
        return latent.length / profile.widths().channels();
    }

    /** Windows behind the last are silence, of which nothing is kept. */
    private List<float[]> run(OrtSession session, int batch, List<Piece> pieces)
            throws OrtException {
        int width = windows.width();
        int channels = profile.widths().channels();
        int gin = profile.widths().gin();
        long[] frames = new long[batch];
        Arrays.fill(frames, width);
        try (Tensors inputs = new Tensors(runtime.environment())) {
            FloatBuffer latents = inputs.floats(BertVits2Graphs.LATENT, batch, width, channels);
            FloatBuffer speakers = inputs.floats(BertVits2Graphs.SPEAKER, batch, gin);
            for (int i = 0; i < pieces.size(); i++) {
                Piece piece = pieces.get(i);
                DecoderWindows.Window window = piece.window();
                frames[i] = window.frames();
                latents.put(
                        i * width * channels,
                        piece.latent(),
                        window.first() * channels,
                        window.frames() * channels);
                speakers.put(i * gin, piece.speaker());
            }
            inputs.put(BertVits2Graphs.FRAMES, frames, batch);
            try (OrtSession.Result result =
                    session.run(OrtRuntime.only(session, inputs.byName()))) {
                FloatBuffer samples = Tensors.view(result, BertVits2Graphs.SAMPLES);
                int row = samples.remaining() / batch;
                List<float[]> kept = new ArrayList<>();
                for (int i = 0; i < pieces.size(); i++) {
                    kept.add(kept(samples, i * row, pieces.get(i)));
                }
                return kept;
            }
        }
    }

    /** Of a window's samples, which begin at {@code row}, those that its text takes. */
    private float[] kept(FloatBuffer samples, int row, Piece piece) {
        DecoderWindows.Window window = piece.window();
        int hop = profile.framing().samplesPerFrame();
        boolean last = window.to() == frames(piece.latent());
        float[] kept =
                new float
                        [(window.to() - window.from()) * hop
                                + (last ? profile.framing().extraSamples() : 0)];
        samples.get(row + (window.from() - window.first()) * hop, kept);
        return kept;
    }

    /** The sessions are their opener's to close. */
    @Override
    public void close() {
        whole.batches.close();
        parts.batches.close();
    }

    List<OrtSession> sessions() {
        return Stream.concat(whole.sized.stream(), parts.sized.stream())
                .map(Sized::session)
                .toList();
    }
}
