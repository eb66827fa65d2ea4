package voxfarm.common.voice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.Sha256;

/**
 * Pronunciation dictionaries in the bucket: one for the farm, one a voice. A version never changes;
 * a request keeps the versions that were current when it was accepted, so it sounds the same
 * whenever it is spoken. Thread-safe.
 */
public final class DictionaryStore {
    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_WORDS = 100_000;

    private final ObjectStore store;
    private final Map<ObjectKey, Map<String, String>> read = new ConcurrentHashMap<>();

    public DictionaryStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * The current version.
     *
     * @param voice empty for the farm's
     */
    public Optional<ObjectKey> current(Optional<VoiceId> voice) {
        Optional<ObjectKey> last = Optional.empty();
        ObjectListing versions = new ObjectListing(store, BucketLayout.dictionaries(voice));
        while (versions.hasNext()) {
            last = Optional.of(versions.next().key());
        }
        return last;
    }

    /**
     * Stores a new version, which becomes current.
     *
     * @param document lines of a word, a tab and its reading; empty lines and those that begin with
     *     # do not count
     * @throws VoxfarmException {@code INVALID_REQUEST} with every line that is none
     */
    public ObjectKey put(Optional<VoiceId> voice, byte[] document) {
        parse(document);
        int number = current(voice).map(key -> 1 + DictionaryStore.number(key)).orElse(1);
        while (true) {
            ObjectKey key =
                    new ObjectKey(
                            BucketLayout.dictionaries(voice)
                                    + String.format(
                                            Locale.ROOT,
                                            "%08d-%s.tsv",
                                            number,
                                            Sha256.hex(document).substring(0, 12)));
            if (store.create(key, document, "text/tab-separated-values")
                    == ObjectStore.Created.STORED) {
                return key;
            }
            number++;
        }
    }

    private static int number(ObjectKey key) {
        String name = key.value().substring(key.value().lastIndexOf('/') + 1);
        return Integer.parseInt(name.substring(0, 8));
    }

    /**
     * Readings by word of one version; versions never change, so each is read once.
     *
     * @throws VoxfarmException {@code NOT_FOUND} if it is not in the bucket
     */
    public Map<String, String> words(ObjectKey version) {
        return read.computeIfAbsent(
                version,
                key ->
                        parse(
                                store.read(key, MAX_BYTES)
                                        .orElseThrow(() ->
                                                new VoxfarmException(
                                                        ErrorCode.NOT_FOUND,
                                                        "dictionary "
                                                                + key
                                                                + " is not in the bucket"))));
    }

    /**
     * Readings by word of a document.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} with every line that is none
     */
    public static Map<String, String> parse(byte[] document) {
        if (document.length > MAX_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected at most %d bytes, was %d",
                    MAX_BYTES,
                    document.length);
        }
        Problems problems = new Problems();
        Map<String, String> words = new LinkedHashMap<>();
        List<String> lines =
                new ArrayList<>(new String(document, StandardCharsets.UTF_8).lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int tab = line.indexOf('\t');
            if (tab <= 0 || words.size() >= MAX_WORDS) {
                problems.add(
                        "line "
                                + (i + 1)
                                + ": expected a word, a tab and its reading, was "
                                + Problems.quote(line));
                continue;
            }
            words.put(line.substring(0, tab).strip(), line.substring(tab + 1).strip());
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return words;
    }
}
