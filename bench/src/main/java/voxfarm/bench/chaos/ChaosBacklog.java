package voxfarm.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import voxfarm.common.json.Json;

/**
 * Keeps a number of bulk requests waiting, a twentieth of them long: whoever submits something has
 * it taken behind them, and a job that its worker lost has others behind it.
 */
final class ChaosBacklog implements Runnable {
    private static final Duration LOOK_PERIOD = Duration.ofMillis(500);
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final int LONG_ONE_IN = 20;

    private final ChaosFarm farm;
    private final ChaosLoad load;
    private final Random random;
    private final int size;
    private volatile boolean stopped;

    /**
     * @param size how many wait; none if 0
     */
    ChaosBacklog(ChaosFarm farm, ChaosLoad load, long seed, int size) {
        this.farm = farm;
        this.load = load;
        this.random = new Random(seed);
        this.size = size;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Set<String> open = new HashSet<>();
        int submitted = 0;
        try (EventTopic events = EventTopic.fromNow(farm.kafka())) {
            while (!stopped) {
                while (open.size() < size && !stopped) {
                    String id = "b" + submitted++;
                    open.add(id);
                    load.submitBulk(id, random.nextInt(LONG_ONE_IN) == 0);
                }
                for (ConsumerRecord<String, String> record : events.poll(LOOK_PERIOD)) {
                    JsonNode event = Json.mapper().readTree(record.value());
                    if (ENDS.contains(event.path("type").asText())) {
                        open.remove(event.path("request_id").asText());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
