package voxfarm.common.bucket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import voxfarm.common.LastUsed;
import voxfarm.common.error.ByteSize;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.voice.VoiceId;

/**
 * Pronunciation dictionaries in the bucket: one for the farm, one a voice. A version never changes;
 * a request keeps the versions that were current when it was accepted, so it sounds the same
 * whenever it is spoken. Thread-safe.
 */
public final class DictionaryStore {
    /**
     * Of the versions whose words are kept. Each edit makes one, of up to 100,000 words: the farm's
     * and a voice's, each as large as may be, have room.
     */
    private static final long REMEMBERED_BYTES = 48L << 20;

    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_WORDS = 100_000;
    private static final Pattern NAME = Pattern.compile("/(\\d{8})(?:-[0-9a-f]+)?\\.tsv$");

    private final ObjectStore store;
    private final LastUsed<ObjectKey, Map<String, String>> read =
            new LastUsed<>(REMEMBERED_BYTES, (_, words) -> LastUsed.bytesOf(words));

    /** The version seen last, by the prefix of its dictionary. */
    private final Map<String, ObjectKey> newest = new ConcurrentHashMap<>();

    public DictionaryStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * The current version.
     *
     * @param voice empty for the farm's
     */
    public Optional<ObjectKey> current(Optional<VoiceId> voice) {
        String prefix = BucketLayout.dictionaries(voice);
        // versions only come: all before the one seen last need not be listed again
        Optional<ObjectKey> last = Optional.ofNullable(newest.get(prefix));
        ObjectListing later = new ObjectListing(store, prefix, last);
        while (later.hasNext()) {
            ObjectKey key = later.next().key();
            if (number(key).isPresent()) {
                last = Optional.of(key);
            }
        }
        last.ifPresent(key -> newest.put(prefix, key));
        return last;
    }

    /**
     * Stores a new version, which becomes current. What others changed since the version that the
     * document was made from stays changed: that version is the one that a first line {@code #
     * <key>} names, as {@code voxfarm dictionary show} prints it, else the current one.
     *
     * @param document lines of a word, a tab and its reading; empty lines and those that begin with
     *     # do not count
     * @throws VoxfarmException {@code INVALID_REQUEST} with every line that is none, or if there
     *     are too many words, those of others included; {@code ID_CONFLICT} if another changed the
     *     same word since, to another reading
     */
    public ObjectKey put(Optional<VoiceId> voice, byte[] document) {
        Map<String, String> mine = parse(document);
        Optional<ObjectKey> now = current(voice);
        Optional<ObjectKey> base = madeFrom(voice, document).or(() -> now);
        for (Optional<ObjectKey> latest = now; ; latest = current(voice)) {
            byte[] body = latest.equals(base) ? document : withOthers(base, mine, latest);
            int number = 1 + latest.flatMap(DictionaryStore::number).orElse(0);
            ObjectKey key =
                    new ObjectKey(
                            BucketLayout.dictionaries(voice)
                                    + String.format(Locale.ROOT, "%08d.tsv", number));
            // by its number alone: of two that come at the same time one is first
            if (store.create(key, body, "text/tab-separated-values")
                    == ObjectStore.Created.STORED) {
                return key;
            }
        }
    }

    private byte[] withOthers(
            Optional<ObjectKey> base, Map<String, String> mine, Optional<ObjectKey> latest) {
        Map<String, String> merged = merged(words(base), mine, words(latest), latest);
        byte[] document = write(merged);
        if (merged.size() > MAX_WORDS || document.length > MAX_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected at most %d words and %s, was %d and %s with what"
                            + " others added up to %s",
                    MAX_WORDS,
                    ByteSize.shown(MAX_BYTES),
                    merged.size(),
                    ByteSize.shown(document.length),
                    latest.map(ObjectKey::value).orElse("now"));
        }
        return document;
    }

    private static Optional<ObjectKey> madeFrom(Optional<VoiceId> voice, byte[] document) {
        String prefix = "# " + BucketLayout.dictionaries(voice);
        return new String(document, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .filter(line -> line.startsWith(prefix))
                .map(line -> new ObjectKey(line.substring(2).strip()));
    }

    private Map<String, String> words(Optional<ObjectKey> version) {
        return version.map(this::words).orElse(Map.of());
    }

    /** The latest words with what was changed from the base to mine. */
    private static Map<String, String> merged(
            Map<String, String> base,
            Map<String, String> mine,
            Map<String, String> latest,
            Optional<ObjectKey> version) {
        Map<String, String> merged = new LinkedHashMap<>(latest);
        Problems problems = new Problems();
        Set<String> all = new LinkedHashSet<>(base.keySet());
        all.addAll(mine.keySet());
        for (String word : all) {
            Optional<String> before = Optional.ofNullable(base.get(word));
            Optional<String> wanted = Optional.ofNullable(mine.get(word));
            Optional<String> theirs = Optional.ofNullable(latest.get(word));
            if (wanted.equals(before) || wanted.equals(theirs)) {
                continue;
            }
            if (!theirs.equals(before)) {
                problems.add(
                        "%s: changed to %s here, and to %s by %s since"
                                .formatted(
                                        word,
                                        wanted.orElse("nothing"),
                                        theirs.orElse("nothing"),
                                        version.map(ObjectKey::value).orElse("nobody")));
            }
            wanted.ifPresentOrElse(reading -> merged.put(word, reading), () -> merged.remove(word));
        }
        problems.throwIfAny(ErrorCode.ID_CONFLICT);
        return merged;
    }

    private static byte[] write(Map<String, String> words) {
        StringBuilder document = new StringBuilder();
        words.forEach(
                (word, reading) -> document.append(word).append('\t').append(reading).append('\n'));
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Of a version's key; an older build put a hash behind it. */
    private static Optional<Integer> number(ObjectKey key) {
        Matcher name = NAME.matcher(key.value());
        return name.find() ? Optional.of(Integer.valueOf(name.group(1))) : Optional.empty();
    }

    /**
     * Readings by word of one version; versions never change, so those used last are kept.
     *
     * @throws VoxfarmException {@code NOT_FOUND} if it is not in the bucket
     */
    public Map<String, String> words(ObjectKey version) {
        return read.get(
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
        Problems problems = new Problems();
        Map<String, String> words = new LinkedHashMap<>();
        entries(document, (line, what) -> problems.add("line " + line + ": " + what))
                .forEach(entry -> words.put(entry.word(), entry.reading()));
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return words;
    }

    /**
     * A word of a document and its reading.
     *
     * @param line where it stands, from 1
     */
    public record Entry(int line, String word, String reading) {}

    /**
     * What a document says, line by line.
     *
     * @param wrong takes each line that is no entry, by its number from 1, with the reason
     * @throws VoxfarmException {@code INVALID_REQUEST} if the document is too large or not UTF-8
     */
    public static List<Entry> entries(byte[] document, BiConsumer<Integer, String> wrong) {
        if (document.length > MAX_BYTES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected at most %s, was %s",
                    ByteSize.shown(MAX_BYTES),
                    ByteSize.shown(document.length));
        }
        List<Entry> entries = new ArrayList<>();
        String text = text(document);
        List<String> lines =
                new ArrayList<>(
                        (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int tab = line.indexOf('\t');
            if (tab > 0 && entries.size() >= MAX_WORDS) {
                wrong.accept(i + 1, "expected at most " + MAX_WORDS + " words in a dictionary");
                break;
            }
            if (tab <= 0) {
                wrong.accept(
                        i + 1,
                        "expected a word, a tab and its reading, was " + Problems.quote(line));
                continue;
            }
            entries.add(
                    new Entry(
                            i + 1,
                            line.substring(0, tab).strip(),
                            line.substring(tab + 1).strip()));
        }
        return entries;
    }

    private static String text(byte[] document) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(document);
        CharBuffer text = CharBuffer.allocate(document.length);
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "dictionary: expected UTF-8, byte %d is none; save it as UTF-8 (spreadsheets"
                            + " write UTF-16 as \"Unicode text\")",
                    bytes.position());
        }
        return text.flip().toString();
    }
}
