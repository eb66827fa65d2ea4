package voxfarm.worker.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * needed, loaded once for all voices. Thread-safe.
 */
public final class BertLibrary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BertLibrary.class);

    private static final Map<Language, String> VOICES =
            Map.of(Language.ZH, "Chinese", Language.JP, "Japanese", Language.EN, "English");

    private final List<Path> folders;
    private final Path cache;
    private final boolean off;

    /** Guarded by this. */
    private final Map<String, BertEncoder> loaded = new HashMap<>();

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
        this.folders = List.copyOf(folders);
        this.cache = cache;
        this.off = off;
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
     * The model of a language, loaded when it is first asked for.
     *
     * @param rules of the release that the voice was trained with
     * @throws VoxfarmException {@code MISSING_MODEL} if no folder holds it, {@code UNSUPPORTED} if
     *     this build knows of none
     */
    synchronized BertEncoder encoder(Language language, TextRules rules, OrtRuntime runtime) {
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
        return loaded.computeIfAbsent(name, wanted -> load(language, wanted, runtime));
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

    private BertEncoder load(Language language, String name, OrtRuntime runtime) {
        long begun = System.nanoTime();
        Path source = find(name).orElseThrow(() -> missing(language, name));
        Path imported = BertImport.importInto(source, cache);
        BertEncoder encoder =
                name.equals(VoiceNeed.FIRST_JAPANESE_BERT)
                        ? BertEncoder.load(
                                runtime,
                                imported,
                                firstJapanese(imported.resolve(BertImport.VOCABULARY)))
                        : BertEncoder.load(runtime, imported);
        LOG.info("BERT {} loaded in {} ms", name, (System.nanoTime() - begun) / 1_000_000);
        return encoder;
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
        loaded.values().forEach(BertEncoder::close);
        loaded.clear();
    }
}
