package voxfarm.common.bucket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.Clip;
import voxfarm.common.clip.ClipCodec;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.JobId;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;

/** Clips in the bucket, each made once: audio first, then the note that names it. Thread-safe. */
public final class ClipStore {
    private static final int MAX_NOTE_BYTES = 4 << 20;

    /** Of one clip; with more users than that it stays. */
    private static final int MOST_OBJECTS = 1000;

    private final ObjectStore store;

    public ClipStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * What is known of a clip, if it is there.
     *
     * @throws VoxfarmException {@code INTERNAL} if it is damaged, or names what is no sound of it
     */
    public Optional<Clip> find(String hash) {
        Optional<Clip> clip =
                store.read(BucketLayout.clipNote(hash), MAX_NOTE_BYTES).map(ClipCodec::read);
        clip.ifPresent(found ->
                StoredDocuments.requireBelow(
                        BucketLayout.clipAll(hash), "audio_key", found.audio()));
        return clip;
    }

    /** Stores a clip; returns the one that is stored, by whomever. */
    public Clip store(
            String hash,
            PcmAudio sound,
            List<Warning> warnings,
            List<SpokenWord> words,
            Clip.Made made) {
        byte[] wav = FloatWav.write(sound);
        ObjectKey audio = BucketLayout.clipAudio(hash);
        if (store.create(audio, wav, "audio/wav") == ObjectStore.Created.TAKEN) {
            // another machine's samples differ in the last bit: the note names its own
            audio = BucketLayout.clipAudioByHash(hash, Sha256.hex(wav));
            store.create(audio, wav, "audio/wav");
        }
        Clip clip = new Clip(hash, audio, Clip.Sound.of(sound), made, warnings, words);
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
            FloatWav.read(in, clip.sound().samples(), sink);
            return true;
        }
    }

    /**
     * The whole file of a clip of so many samples, or empty if it is gone.
     *
     * @throws VoxfarmException {@code INTERNAL} if that is no clip: the note of a part names it
     */
    public Optional<byte[]> audio(ObjectKey audio, long samples) {
        StoredDocuments.requireBelow(BucketLayout.CLIPS, "audio_key", audio);
        long bytes = FloatWav.bytes(samples);
        return store.read(audio, bytes + MAX_NOTE_BYTES).filter(file -> file.length == bytes);
    }

    /** The request for which a clip was made or is used. */
    public record User(RequestId id, AcceptedBy acceptedBy) {
        /** How a clip names the job in which it was made; empty of jobs of earlier builds. */
        public String madeIn(JobId job) {
            return acceptedBy.isKnown() ? acceptedBy + "/" + job.name() + "/" + id : "";
        }

        /** Of what {@link #madeIn} gave; empty if an earlier build wrote it, or nobody. */
        static Optional<User> of(String madeIn) {
            String[] parts = madeIn.split("/", -1);
            try {
                return parts.length == 3
                        ? Optional.of(new User(new RequestId(parts[2]), new AcceptedBy(parts[0])))
                        : Optional.empty();
            } catch (VoxfarmException e) {
                return Optional.empty();
            }
        }

        boolean made(Clip clip) {
            return clip.made().in().startsWith(acceptedBy + "/");
        }

        byte[] write() {
            ObjectNode node =
                    Json.object().put("schema", Schema.VERSION).put("request_id", id.value());
            acceptedBy.write(node);
            return Json.bytes(node);
        }

        static User read(byte[] document) {
            Fields fields =
                    new Fields(
                            Json.readObject(document, "clip user", ErrorCode.INTERNAL),
                            new Problems());
            Schema.check(fields, "clip user");
            User user =
                    new User(
                            fields.parsed("request_id", RequestId::new, new RequestId("none")),
                            AcceptedBy.read(fields));
            fields.problems().throwIfAny(ErrorCode.INTERNAL);
            return user;
        }
    }

    /**
     * Notes that a request uses a clip, unless the clip was made for it: so a clip stays when the
     * request is deleted for which it was made. Written before the clip is relied on.
     */
    public void use(Clip clip, User user) {
        if (user.acceptedBy().isKnown() && !user.made(clip)) {
            store.create(
                    BucketLayout.clipUser(clip.hash(), user.acceptedBy(), user.id()),
                    user.write(),
                    "application/json");
        }
    }

    /**
     * Takes a request off a clip, and removes the clip if no other uses it. Doing it again is
     * harmless. Costs a listing and a read, and a read for each other user until one is stored.
     *
     * @param stored whether a request is stored now
     * @return what was removed
     */
    public List<ObjectInfo> release(String hash, User user, Predicate<User> stored) {
        List<ObjectInfo> all = ObjectListing.first(store, BucketLayout.clipAll(hash), MOST_OBJECTS);
        if (all.isEmpty()) {
            return List.of();
        }
        ObjectKey own = BucketLayout.clipUser(hash, user.acceptedBy(), user.id());
        boolean used = madeForAnother(hash, user, stored);
        for (ObjectInfo object : all) {
            if (used) {
                break;
            }
            used =
                    BucketLayout.isClipUser(object.key())
                            && !object.key().equals(own)
                            && store.read(object.key(), MAX_NOTE_BYTES)
                                    .map(User::read)
                                    .filter(stored)
                                    .isPresent();
        }
        boolean kept = used || all.size() >= MOST_OBJECTS;
        List<ObjectInfo> gone =
                all.stream().filter(object -> !kept || object.key().equals(own)).toList();
        // the note goes first: audio without it is nobody's, a note without audio misleads
        store.delete(kept ? own : BucketLayout.clipNote(hash));
        store.deleteAll(gone.stream().map(ObjectInfo::key).toList());
        return gone;
    }

    /** One whose maker cannot be told is kept. */
    private boolean madeForAnother(String hash, User user, Predicate<User> stored) {
        Optional<Clip> clip = find(hash);
        if (clip.isEmpty() || clip.get().made().in().isEmpty() || user.made(clip.get())) {
            return false;
        }
        return User.of(clip.get().made().in()).map(stored::test).orElse(true);
    }

    /** Forgets a clip whose audio is gone, so that it can be made again. */
    public void forget(Clip clip) {
        store.delete(BucketLayout.clipNote(clip.hash()));
    }
}
