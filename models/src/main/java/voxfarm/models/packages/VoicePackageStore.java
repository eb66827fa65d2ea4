package voxfarm.models.packages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.VoiceNames;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;

/** Voice packages in the bucket: a fleet imports a voice once. Thread-safe. */
public final class VoicePackageStore {
    private static final long MAX_MANIFEST_BYTES = 16L << 20;
    private static final String BINARY = "application/octet-stream";
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final VoicePackageCache cache;

    public VoicePackageStore(ObjectStore store, VoicePackageCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** Where a package's manifest lies. */
    public static ObjectKey manifestKey(VoiceManifest voice) {
        return BucketLayout.voiceManifest(voice.voice(), voice.version());
    }

    /** Where a file of a package lies. */
    public static ObjectKey fileKey(VoiceManifest voice, String name) {
        return BucketLayout.voicePackage(voice.voice(), voice.version()).child(name);
    }

    /** Told which file is uploaded next. */
    @FunctionalInterface
    public interface UploadProgress {
        void begins(String file, int done, int all);
    }

    /**
     * Uploads every file and then the manifest; returns at once if that was done before.
     *
     * @return whether it was not there
     * @throws VoxfarmException {@code INVALID_VOICE} if the bucket holds a voice that Kafka cannot
     *     tell from it by its id
     */
    public boolean publish(VoicePackage voice) {
        return publish(voice, (_, _, _) -> {});
    }

    /** As {@link #publish(VoicePackage)}. */
    public boolean publish(VoicePackage voice, UploadProgress progress) {
        VoiceManifest manifest = voice.manifest();
        ObjectKey manifestKey = manifestKey(manifest);
        if (store.head(manifestKey).isPresent()) {
            return false;
        }
        checkName(manifest.voice());
        int done = 0;
        for (PackageFile file : manifest.files()) {
            progress.begins("uploading " + file.name(), done++, manifest.files().size());
            ObjectKey key = fileKey(manifest, file.name());
            if (store.create(key, voice.file(file.name()), BINARY) == ObjectStore.Created.TAKEN) {
                throw VoxfarmException.of(
                        ErrorCode.VOICE_BROKEN,
                        "voice %s version %s: %s is in the bucket with other content; remove it and"
                                + " import again",
                        manifest.voice(),
                        manifest.version(),
                        key);
            }
        }
        // Two importers differ in imported_at alone; the first manifest holds.
        store.create(manifestKey, VoiceManifestCodec.write(manifest), JSON);
        progress.begins("uploaded", done, done);
        return true;
    }

    /** Keys of the manifests in the bucket, in one listing. */
    public Set<ObjectKey> published() {
        Set<ObjectKey> manifests = new HashSet<>();
        new ObjectListing(store, BucketLayout.VOICES)
                .forEachRemaining(object -> {
                    if (object.key().value().endsWith("/" + BucketLayout.MANIFEST)) {
                        manifests.add(object.key());
                    }
                });
        return manifests;
    }

    /** Voices that an older build brought here hold no claim to their names. */
    private void checkName(VoiceId voice) {
        for (String other : store.folders(BucketLayout.VOICES)) {
            if (!other.equals(voice.value())
                    && VoiceId.isOne(other)
                    && new VoiceId(other).collisionKey().equals(voice.collisionKey())) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_VOICE,
                        "voice %s: the bucket holds voice %s, whose id is the same where '.' counts"
                                + " as '_'; rename one folder, or remove %s",
                        voice,
                        other,
                        other);
            }
        }
        VoiceNames.claim(store, voice);
    }

    /**
     * The package in the local cache, fetched from the bucket and checked if it is not there.
     *
     * @throws VoxfarmException {@code VOICE_BROKEN} if the bucket's package is damaged or missing
     */
    public VoicePackage obtain(VoiceId voice, VoiceVersion version) {
        return cache.findOrMake(voice, version, folder -> fetch(voice, version, folder));
    }

    private VoiceManifest fetch(VoiceId voice, VoiceVersion version, Path folder) {
        ObjectKey manifestKey = BucketLayout.voiceManifest(voice, version);
        byte[] document =
                store.read(manifestKey, MAX_MANIFEST_BYTES)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.VOICE_BROKEN,
                                        "voice %s version %s is not in the bucket (%s)",
                                        voice,
                                        version,
                                        manifestKey));
        VoiceManifest manifest = VoiceManifestCodec.read(document);
        if (!manifest.voice().equals(voice) || !manifest.version().equals(version)) {
            throw VoxfarmException.of(
                    ErrorCode.VOICE_BROKEN,
                    "%s: describes another voice: %s",
                    manifestKey,
                    manifest.voice());
        }
        for (PackageFile file : manifest.files()) {
            fetch(fileKey(manifest, file.name()), file, folder.resolve(file.name()));
        }
        return manifest;
    }

    private void fetch(ObjectKey key, PackageFile file, Path target) {
        try (InputStream in = store.open(key, 0).orElseThrow(() -> broken(key, "is missing"))) {
            Files.copy(in, target);
            if (Files.size(target) != file.bytes() || !Sha256.hex(target).equals(file.sha256())) {
                throw broken(key, "differs from its manifest");
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.STORE_UNAVAILABLE, "get " + key + " failed: " + e, e);
        }
    }

    private static VoxfarmException broken(ObjectKey key, String how) {
        return new VoxfarmException(ErrorCode.VOICE_BROKEN, "voice package: " + key + " " + how);
    }
}
