package voxfarm.bench.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import voxfarm.common.json.Json;
import voxfarm.common.kafka.Topics;

/** Submits requests at a steady rate, each until it is answered, and remembers what was asked. */
final class ChaosLoad implements Runnable, AutoCloseable {
    private static final String VOICE = "en_US-joe-medium";
    private static final int SHORT_TEXTS = 24;
    private static final int LONG_TEXTS = 6;
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final ChaosFarm farm;
    private final Random random;
    private final long periodMillis;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final KafkaProducer<String, String> producer;
    private final AtomicInteger resubmitted = new AtomicInteger();
    private volatile boolean stopped;

    /** What a request must end in. */
    enum Expected {
        COMPLETED,
        FAILED,
        /** It is cancelled some time after it was accepted, perhaps too late. */
        CANCELLED_OR_COMPLETED
    }

    /**
     * A request that was submitted.
     *
     * @param text names what it sounds like
     * @param byTopic by a record, else by HTTP
     */
    record Asked(String text, Expected expected, boolean byTopic, long atMillis) {}

    ChaosLoad(ChaosFarm farm, long seed, long periodMillis) {
        this.farm = farm;
        this.random = new Random(seed);
        this.periodMillis = periodMillis;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                farm.kafka(),
                                "request.timeout.ms",
                                "10000",
                                "delivery.timeout.ms",
                                "30000",
                                "max.block.ms",
                                "30000",
                                "enable.idempotence",
                                "true"),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /** Names of all texts that are completed: short and long ones. */
    static List<String> texts() {
        return java.util.stream.Stream.concat(
                        java.util.stream.IntStream.range(0, SHORT_TEXTS).mapToObj(i -> "short" + i),
                        java.util.stream.IntStream.range(0, LONG_TEXTS).mapToObj(i -> "long" + i))
                .toList();
    }

    static ObjectNode request(String text) {
        ObjectNode request = Json.object().put("model_id", VOICE);
        if (text.startsWith("long")) {
            String number = text.substring("long".length());
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 22; i++) {
                all.append("Sentence ")
                        .append(i)
                        .append(" of text ")
                        .append(number)
                        .append(" goes on for a little while. ");
            }
            return request.put("text", all.toString()).put("lane", "bulk");
        }
        return text.startsWith("unspeakable")
                ? request.put("text", "你好，世界。")
                : request.put("text", "This is " + text.replace("short", "sentence ") + ", hello.");
    }

    Map<String, Asked> asked() {
        return asked;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            for (int n = 0; !stopped; n++) {
                submitOne("c" + n);
                Thread.sleep(periodMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submitOne(String id) {
        int dice = random.nextInt(100);
        String text =
                dice < 5
                        ? "unspeakable"
                        : dice < 10
                                ? "long" + random.nextInt(LONG_TEXTS)
                                : "short" + random.nextInt(SHORT_TEXTS);
        boolean cancel = dice >= 10 && dice < 15;
        Expected expected =
                dice < 5
                        ? Expected.FAILED
                        : cancel ? Expected.CANCELLED_OR_COMPLETED : Expected.COMPLETED;
        boolean byTopic = dice >= 85;
        asked.put(id, new Asked(text, expected, byTopic, System.currentTimeMillis()));
        ObjectNode request = request(text);
        if (byTopic) {
            String document = request.put("request_id", id).toString();
            callers.execute(
                    () -> produce(new ProducerRecord<>(Topics.DEFAULT.requests(), id, document)));
            return;
        }
        callers.execute(() -> {
            put(id, request);
            if (cancel) {
                call("DELETE", "/v1/requests/" + id, "");
            }
        });
    }

    /** One of the backlog, by topic, in the bulk lane. */
    void submitBulk(String id, boolean isLong) {
        String text =
                isLong
                        ? "long" + random.nextInt(LONG_TEXTS)
                        : "short" + random.nextInt(SHORT_TEXTS);
        asked.put(id, new Asked(text, Expected.COMPLETED, true, System.currentTimeMillis()));
        String document = request(text).put("lane", "bulk").put("request_id", id).toString();
        callers.execute(() -> produce(new ProducerRecord<>("tts.requests", id, document)));
    }

    /** Until it is answered, with the same id and body: that is what makes it safe. */
    void put(String id, ObjectNode request) {
        call("PUT", "/v1/requests/" + id, request.toString());
    }

    /** Until it is acknowledged: before that nothing was promised. */
    private void produce(ProducerRecord<String, String> submission) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                producer.send(submission).get();
                return;
            } catch (ExecutionException | KafkaException e) {
                resubmitted.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many records the broker did not acknowledge at first. */
    int resubmitted() {
        return resubmitted.get();
    }

    private Optional<Integer> call(String method, String path, String body) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                int status =
                        farm.http()
                                .send(
                                        HttpRequest.newBuilder(URI.create(farm.url() + path))
                                                .timeout(ANSWER_PATIENCE)
                                                .method(
                                                        method,
                                                        HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode();
                if (status < 500 && status != 429) {
                    return Optional.of(status);
                }
            } catch (IOException e) {
                // not answered: asked again
            } catch (InterruptedException e) {
                return Optional.empty();
            }
            try {
                Thread.sleep(RETRY_PAUSE);
            } catch (InterruptedException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        callers.shutdownNow();
        producer.close(Duration.ofSeconds(5));
    }

    /** Waits until every caller is answered and every record is sent. */
    void awaitAnswers() throws InterruptedException {
        callers.shutdown();
        if (!callers.awaitTermination(3, java.util.concurrent.TimeUnit.MINUTES)) {
            throw new IllegalStateException("callers were not answered");
        }
    }
}
