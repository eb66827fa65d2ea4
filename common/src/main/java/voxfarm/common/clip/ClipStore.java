package voxfarm.common.clip;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.result.Warning;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Sha256;

/** Clips in the bucket, each made once: audio first, then the note that names it. Thread-safe. */
public final class ClipStore {
    private static final int MAX_NOTE_BYTES = 4 << 20;

    private final ObjectStore store;

    public ClipStore(ObjectStore store) {
        this.store = store;
    }

    public Optional<Clip> find(String hash) {
        return store.read(BucketLayout.clipNote(hash), MAX_NOTE_BYTES).map(ClipCodec::read);
    }

    /**
     * Stores a clip; returns the one that is stored, by whomever.
     *
     * @param madeFor the job in which it was made
     * @param engineSeconds what it took to make
     */
    public Clip store(
            String hash,
            PcmAudio sound,
            List<Warning> warnings,
            List<SpokenWord> words,
            String madeFor,
            double engineSeconds) {
        byte[] wav = FloatWav.write(sound);
        ObjectKey audio = BucketLayout.clipAudio(hash);
        if (store.create(audio, wav, "audio/wav") == ObjectStore.Created.TAKEN) {
            // another machine's samples differ in the last bit: the note names its own
            audio = BucketLayout.clipAudioByHash(hash, Sha256.hex(wav));
            store.create(audio, wav, "audio/wav");
        }
        Clip clip =
                new Clip(
                        hash,
                        audio,
                        sound.sampleRateHz(),
                        sound.samples().length,
                        sound.peak(),
                        madeFor,
                        engineSeconds,
                        warnings,
                        words);
        ObjectKey note = BucketLayout.clipNote(hash);
        if (store.create(note, ClipCodec.write(clip), "application/json")
                == ObjectStore.Created.STORED) {
            return clip;
        }
        return find(hash)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.STORE_UNAVAILABLE,
                                "%s: the store says that it exists, but it cannot be read",
                                note));
    }

    /**
     * Reads a clip's samples.
     *
     * @return false if its audio is gone
     */
    public boolean read(Clip clip, FloatWav.Sink sink) throws IOException {
        Optional<InputStream> audio = store.open(clip.audio(), 0);
        if (audio.isEmpty()) {
            return false;
        }
        try (InputStream in = audio.get()) {
            FloatWav.read(in, clip.samples(), sink);
            return true;
        }
    }

    /** The whole file of a clip of so many samples, or empty if it is gone. */
    public Optional<byte[]> audio(ObjectKey audio, long samples) {
        long bytes = FloatWav.bytes(samples);
        return store.read(audio, bytes + MAX_NOTE_BYTES).filter(file -> file.length == bytes);
    }

    /** Forgets a clip whose audio is gone, so that it can be made again. */
    public void forget(Clip clip) {
        store.delete(BucketLayout.clipNote(clip.hash()));
    }
}
