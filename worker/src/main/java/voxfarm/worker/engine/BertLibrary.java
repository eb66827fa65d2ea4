package voxfarm.worker.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.bert.BertImport;

/**
 * The BERT models of a worker: found in folders as people keep them, imported when they are first
 * needed, loaded once for all voices. Thread-safe.
 */
public final class BertLibrary implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BertLibrary.class);

    /** The model that Chinese voices were trained with, under the name that people have it by. */
    public static final String CHINESE = "chinese-roberta-wwm-ext-large";

    private final List<Path> folders;
    private final Path cache;
    private final boolean off;

    /** Guarded by this. */
    private @Nullable BertEncoder chinese;

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

    /**
     * @throws VoxfarmException {@code MISSING_MODEL} if no folder holds it
     */
    synchronized BertEncoder chinese(OrtRuntime runtime) {
        if (chinese == null) {
            long begun = System.nanoTime();
            Path imported = BertImport.importInto(find(CHINESE), cache);
            chinese = BertEncoder.load(runtime, imported);
            LOG.info("BERT {} loaded in {} ms", CHINESE, (System.nanoTime() - begun) / 1_000_000);
        }
        return chinese;
    }

    private Path find(String name) {
        Optional<Path> found =
                folders.stream()
                        .map(folder -> folder.resolve(name))
                        .filter(Files::isDirectory)
                        .findFirst();
        return found.orElseThrow(() ->
                VoxfarmException.of(
                        ErrorCode.MISSING_MODEL,
                        "Chinese voices need the BERT model %s: expected the folder %s with"
                                + " config.json, vocab.txt and pytorch_model.bin or"
                                + " model.safetensors on every worker; or set voices.bert: off to"
                                + " speak without, which sounds worse",
                        name,
                        folders.isEmpty() ? "bert/" + name : folders.getLast().resolve(name)));
    }

    @Override
    public synchronized void close() {
        if (chinese != null) {
            chinese.close();
            chinese = null;
        }
    }
}
