package voxfarm.dispatcher.dead;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.DeadLetter;
import voxfarm.common.job.DeadLetterCodec;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.Sha256;

/**
 * The dead letters of {@code tts.dead} that nobody has dropped, the newest last. A letter may be
 * published more than once; it stands here once. A record {@code {"drop": id}} on the same topic
 * takes one away, for every dispatcher. Thread-safe.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int REMEMBERED = 10_000;
    private static final String DROP = "drop";

    /** Guarded by this; the oldest first. */
    private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

    /**
     * A letter and its name.
     *
     * @param id the request's id; of a record that named none, {@code raw-} and a hash
     */
    public record Entry(String id, DeadLetter letter) {}

    /** Takes a record of the topic; what is not one is passed over. */
    public void accept(byte @Nullable [] record) {
        if (record == null) {
            return;
        }
        try {
            ObjectNode document = Json.readObject(record, "dead letter", ErrorCode.INTERNAL);
            if (document.path(DROP).isTextual()) {
                forget(document.path(DROP).asText());
            } else {
                remember(DeadLetterCodec.read(record));
            }
        } catch (VoxfarmException e) {
            LOG.warn("dead letter passed over: {}", e.getMessage());
        }
    }

    private synchronized void remember(DeadLetter letter) {
        String id =
                letter.request()
                        .map(RequestId::value)
                        .orElseGet(() -> "raw-" + Sha256.hex(letter.rawJob()).substring(0, 16));
        letters.putIfAbsent(id, letter);
        if (letters.size() > REMEMBERED) {
            var oldest = letters.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private synchronized void forget(String id) {
        letters.remove(id);
    }

    /** The record that drops a letter. */
    public static byte[] drop(String id) {
        return Json.bytes(Json.object().put("schema", Schema.VERSION).put(DROP, id));
    }

    public synchronized List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        letters.forEach((id, letter) -> all.add(new Entry(id, letter)));
        return all;
    }

    public synchronized Optional<Entry> find(String id) {
        return Optional.ofNullable(letters.get(id)).map(letter -> new Entry(id, letter));
    }
}
