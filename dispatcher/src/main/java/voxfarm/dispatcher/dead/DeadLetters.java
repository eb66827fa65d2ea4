package voxfarm.dispatcher.dead;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.kafka.TopicRecord;
import voxfarm.common.lifecycle.LogRate;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.ErrorInfo;
import voxfarm.common.voice.VoiceId;

/**
 * The dead letters of {@code tts.dead} that nobody has dropped, the newest last: what a list shows
 * of each, and where its record lies. The letters themselves, with their jobs, stay on the topic. A
 * letter may be published more than once; it stands here once. A record {@code {"drop": id}} on the
 * same topic takes one away, for every dispatcher. Thread-safe.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final String DROP = "drop";
    private static final int MAX_MESSAGE = 200;
    private static final int MAX_NAME = 128;

    /** Of an entry's objects and its place in the map, without its texts. */
    private static final int ENTRY_BYTES = 512;

    private final long maxBytes;
    private final LogRate rate = new LogRate();

    /** Guarded by this; the oldest first. */
    private final Map<String, Entry> letters = new LinkedHashMap<>();

    /** Guarded by this. */
    private long bytes;

    /**
     * @param maxBytes memory for the list, by estimate: some 700 bytes each; of more letters the
     *     oldest are left out
     */
    public DeadLetters(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * What a list shows of a letter.
     *
     * @param id the request's id; of a record that named none, {@code raw-} and a hash
     * @param request empty if the record named none
     * @param error its message shortened
     * @param deliveries how often the broker delivered the job
     * @param place where the letter lies on {@code tts.dead}
     */
    public record Entry(
            String id,
            Optional<RequestId> request,
            Optional<VoiceId> voice,
            ErrorInfo error,
            int deliveries,
            String workerId,
            Instant at,
            Place place) {

        long bytes() {
            // latin or not, two bytes a character bounds it
            return ENTRY_BYTES
                    + 2L * (2L * id.length() + error.message().length() + workerId.length());
        }
    }

    /** Of a record on its topic. */
    public record Place(int partition, long offset) {}

    /** Takes a record of the topic; what is not one is passed over. */
    public void accept(TopicRecord record) {
        if (record.value() == null) {
            return;
        }
        try {
            ObjectNode document =
                    Json.readObject(record.value(), "dead letter", ErrorCode.INTERNAL);
            if (document.path(DROP).isTextual()) {
                forget(document.path(DROP).asText());
            } else {
                remember(read(document, record));
            }
        } catch (VoxfarmException e) {
            rate.write(
                    e.code().wireName(),
                    more -> LOG.warn("dead letter passed over: {}{}", e.getMessage(), more));
        }
    }

    /** Reads what a list shows; the job stays unread, and so may be of any build. */
    private static Entry read(ObjectNode document, TopicRecord record) {
        Fields fields = new Fields(document, new Problems());
        Schema.check(fields, "dead letter");
        Optional<RequestId> request = fields.optionalParsed("request_id", RequestId::new);
        ErrorInfo error = ErrorInfo.read(fields.object("error"));
        Entry entry =
                new Entry(
                        request.map(RequestId::value).orElseGet(() -> rawId(fields)),
                        request,
                        fields.optionalParsed("model_id", VoiceId::new),
                        new ErrorInfo(
                                shortened(error.code(), MAX_NAME),
                                shortened(error.message(), MAX_MESSAGE),
                                error.retryable()),
                        (int) fields.integer("deliveries", 0, Integer.MAX_VALUE),
                        shortened(fields.text("worker_id"), MAX_NAME),
                        fields.time("at"),
                        new Place(record.partition(), record.offset()));
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        return entry;
    }

    private static String rawId(Fields fields) {
        byte[] raw =
                fields.optionalParsed("raw_base64", Base64.getDecoder()::decode)
                        .orElse(new byte[0]);
        return "raw-" + Sha256.hex(raw).substring(0, 16);
    }

    private static String shortened(String text, int most) {
        return Problems.oneLine(text, most - 1);
    }

    /** One published again lies where it lies now: its older record may expire sooner. */
    private synchronized void remember(Entry entry) {
        Entry before = letters.put(entry.id(), entry);
        bytes += entry.bytes() - (before == null ? 0 : before.bytes());
        var oldest = letters.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Takes a letter off the list of this dispatcher. */
    public synchronized void forget(String id) {
        Entry gone = letters.remove(id);
        if (gone != null) {
            bytes -= gone.bytes();
        }
    }

    /** The record that drops a letter. */
    public static byte[] drop(String id) {
        return Json.bytes(Json.object().put("schema", Schema.VERSION).put(DROP, id));
    }

    /** How many are on the list. */
    public synchronized int size() {
        return letters.size();
    }

    public synchronized List<Entry> all() {
        return new ArrayList<>(letters.values());
    }

    public synchronized Optional<Entry> find(String id) {
        return Optional.ofNullable(letters.get(id));
    }
}
