package voxfarm.worker.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.VoiceNeed;
import voxfarm.frontend.bert.JapaneseWordPieces;
import voxfarm.frontend.bert.SentencePieces;
import voxfarm.frontend.local.LocalJapanese;
import voxfarm.models.bert.BertImport;

/**
 * The BERT models of a worker: found in folders as people keep them, imported when they are first
 * needed, loaded once for all voices. Together they take half of the machine's memory at most: for
 * another, those that nobody has used for longest go, and come back when they are asked for.
 * Thread-safe.
 */
public final class BertLibrary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BertLibrary.class);

    private static final Map<Language, String> VOICES =
            Map.of(Language.ZH, "Chinese", Language.JP, "Japanese", Language.EN, "English");

    private final List<Path> folders;
    private final Path cache;
    private final boolean off;

    private final long mostBytes;

    /** Guarded by this; the one that was longest not asked for first. */
    private final Map<String, Held> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /** Guarded by this; by model, what who loads it holds. */
    private final Map<String, Object> loads = new HashMap<>();

    /** Guarded by this; bytes of weights of models that are about to be loaded. */
    private long loading;

    /** Guarded by this. */
    private boolean closed;

    /** Guarded by this. */
    private Optional<JapaneseWordPieces> firstJapanese = Optional.empty();

    /** Guarded by this; by model. */
    private final Map<String, SentencePieces> pieces = new HashMap<>();

    /**
     * @param folders that may hold models, each in a folder of its own
     * @param cache for imported models
     * @param off whether voices speak with zeros in place of features, which sounds worse
     */
    public BertLibrary(List<Path> folders, Path cache, boolean off) {
        this(folders, cache, off, memoryBytes() / 2);
    }

    /**
     * @param mostBytes of the weights of all models that are held
     */
    BertLibrary(List<Path> folders, Path cache, boolean off, long mostBytes) {
        this.mostBytes = mostBytes;
        this.folders = List.copyOf(folders);
        this.cache = cache;
        this.off = off;
    }

    /** A model that is loaded. Guarded by the library. */
    private static final class Held {
        final BertEncoder encoder;
        final long bytes;
        int users;

        Held(BertEncoder encoder, long bytes) {
            this.encoder = encoder;
            this.bytes = bytes;
        }
    }

    /** Of the container, or else of the machine. */
    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /** Whether zeros stand for all features. */
    public boolean off() {
        return off;
    }

    /** The name of the model that a language's features come from; empty if there is none. */
    static Optional<String> name(Language language, TextRules rules) {
        return Optional.of(VoiceNeed.bert(language, rules)).filter(name -> !name.isEmpty());
    }

    /**
     * Does something with the model of a language, loaded when it is first asked for; it stays
     * until that is done.
     *
     * @param rules of the release that the voice was trained with
     * @throws VoxfarmException {@code MISSING_MODEL} if no folder holds it, {@code UNSUPPORTED} if
     *     this build knows of none
     */
    <T> T with(
            Language language, TextRules rules, OrtRuntime runtime, Function<BertEncoder, T> use) {
        Held held = take(language, rules, runtime);
        try {
            return use.apply(held.encoder);
        } finally {
            release(held);
        }
    }

    private synchronized void release(Held held) {
        held.users--;
    }

    /** Who finds it loaded waits for nobody; of those who do not, one loads it. */
    private Held take(Language language, TextRules rules, OrtRuntime runtime) {
        String name =
                name(language, rules)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNSUPPORTED,
                                        "this build has no BERT features for %s of release %s;"
                                                + " voices.bert: off speaks without, which sounds"
                                                + " worse",
                                        language,
                                        rules.wireName()));
        Optional<Held> held = held(name);
        if (held.isPresent()) {
            return held.get();
        }
        synchronized (loadOf(name)) {
            return held(name).orElseGet(() -> load(language, name, runtime));
        }
    }

    /** What who loads a model holds. */
    synchronized Object loadOf(String name) {
        return loads.computeIfAbsent(name, _ -> new Object());
    }

    /** A model that is loaded, in use once more. */
    private synchronized Optional<Held> held(String name) {
        if (closed) {
            throw wasClosed();
        }
        Optional<Held> held = Optional.ofNullable(loaded.get(name));
        held.ifPresent(one -> one.users++);
        return held;
    }

    /** Names of the models that are loaded now. */
    synchronized Set<String> loaded() {
        return Set.copyOf(loaded.keySet());
    }

    /** Takes room for another model, which is not loaded yet. */
    private synchronized void makeRoom(long bytes) {
        loading += bytes;
        long sum = loading;
        for (Held held : loaded.values()) {
            sum += held.bytes;
        }
        for (var each = loaded.entrySet().iterator(); sum > mostBytes && each.hasNext(); ) {
            Map.Entry<String, Held> eldest = each.next();
            if (eldest.getValue().users == 0) {
                each.remove();
                sum -= eldest.getValue().bytes;
                eldest.getValue().encoder.close();
                LOG.info("BERT {} unloaded, in favour of another", eldest.getKey());
            }
        }
    }

    /** The tokenizer of the English model, which says how words are cut; empty without one. */
    public Optional<SentencePieces> englishPieces() {
        return pieces(VoiceNeed.ENGLISH_BERT);
    }

    /** How the models of Japanese of releases before 2.1 cut words. */
    public Optional<ToIntFunction<String>> earlyJapaneseTokens(TextRules release) {
        return switch (release) {
            case V1_1 -> firstJapanese().map(pieces -> pieces::piecesOfWord);
            case V1_1_FIX -> firstJapanese().map(pieces -> word -> pieces.encode(word).length - 2);
            default ->
                    pieces(VoiceNeed.EARLY_JAPANESE_BERT)
                            .map(pieces -> word -> pieces.pieces(word).size());
        };
    }

    private synchronized Optional<JapaneseWordPieces> firstJapanese() {
        if (firstJapanese.isEmpty()) {
            firstJapanese =
                    find(VoiceNeed.FIRST_JAPANESE_BERT)
                            .map(folder -> folder.resolve(BertImport.VOCABULARY))
                            .filter(Files::isRegularFile)
                            .map(BertLibrary::firstJapanese);
        }
        return firstJapanese;
    }

    /** Where UniDic is not here, a word of Open JTalk's is one of the model's. */
    private static JapaneseWordPieces firstJapanese(Path vocabulary) {
        return JapaneseWordPieces.read(
                vocabulary,
                text -> LocalJapanese.wordsOfUniDic(text).orElseGet(() -> List.of(text)));
    }

    private synchronized Optional<SentencePieces> pieces(String name) {
        SentencePieces known = pieces.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SentencePieces> read =
                find(name).filter(SentencePieces::isIn).map(SentencePieces::in);
        read.ifPresent(found -> pieces.put(name, found));
        return read;
    }

    /** Loads a model, in use once. */
    private Held load(Language language, String name, OrtRuntime runtime) {
        long begun = System.nanoTime();
        Path source = find(name).orElseThrow(() -> missing(language, name));
        Path imported = BertImport.importInto(source, cache);
        long bytes = imported.resolve(BertImport.WEIGHTS).toFile().length();
        makeRoom(bytes);
        try {
            Held held = keep(name, new Held(encoder(name, imported, runtime), bytes));
            LOG.info("BERT {} loaded in {} ms", name, (System.nanoTime() - begun) / 1_000_000);
            return held;
        } finally {
            giveRoom(bytes);
        }
    }

    private static BertEncoder encoder(String name, Path imported, OrtRuntime runtime) {
        return name.equals(VoiceNeed.FIRST_JAPANESE_BERT)
                ? BertEncoder.load(
                        runtime, imported, firstJapanese(imported.resolve(BertImport.VOCABULARY)))
                : BertEncoder.load(runtime, imported);
    }

    private synchronized Held keep(String name, Held held) {
        if (closed) {
            held.encoder.close(); // while it was loaded
            throw wasClosed();
        }
        held.users++;
        loaded.put(name, held);
        return held;
    }

    private synchronized void giveRoom(long bytes) {
        loading -= bytes;
    }

    private static VoxfarmException wasClosed() {
        return new VoxfarmException(ErrorCode.NOT_READY, "the BERT models were closed");
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private VoxfarmException missing(Language language, String name) {
        return VoxfarmException.of(
                ErrorCode.MISSING_MODEL,
                "%s voices need the BERT model %s: expected the folder %s with config.json, %s and"
                        + " pytorch_model.bin or model.safetensors on every worker; or set"
                        + " voices.bert: off to speak without, which sounds worse",
                VOICES.getOrDefault(language, language.code()),
                name,
                folders.isEmpty() ? "bert/" + name : folders.getLast().resolve(name),
                VoiceNeed.tokenizerOf(name));
    }

    @Override
    public synchronized void close() {
        closed = true;
        loaded.values().forEach(held -> held.encoder.close());
        loaded.clear();
    }
}
