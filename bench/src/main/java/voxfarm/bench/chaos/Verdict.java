package voxfarm.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import voxfarm.common.config.Secret;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.Sha256;
import voxfarm.common.store.StoreConfig;

/** Looks at bucket and events when the faults are over. */
final class Verdict implements AutoCloseable {
    private static final int MAX_RESULT_BYTES = 4 << 20;
    private static final long MAX_AUDIO_BYTES = 256L << 20;

    private final ChaosFarm farm;
    private final S3ObjectStore store;

    /** Of every request, once all have ended. */
    private final List<Ended> ends = new ArrayList<>();

    private record Ended(long asked, long at) {}

    /**
     * The counts that the last line of the command tells.
     *
     * @param lost asked for, and without a result
     * @param unplanted failed requests that were not planted to fail, and planted ones that were
     *     not failed, with their reason
     */
    record Counts(
            int requests,
            int results,
            int failed,
            int planted,
            List<String> lost,
            int doubled,
            int wrong,
            List<String> unplanted) {}

    Verdict(ChaosFarm farm) {
        this.farm = farm;
        this.store =
                S3ObjectStore.connect(
                        new StoreConfig(
                                Optional.of(URI.create(farm.s3())),
                                "us-east-1",
                                Role.BUCKET,
                                "",
                                true,
                                Optional.of(Role.CREDENTIALS.accessKey()),
                                Optional.of(new Secret(Role.CREDENTIALS.secretKey())),
                                true));
    }

    Optional<JsonNode> result(String id) {
        return store.read(new ObjectKey("results/" + id + "/result.json"), MAX_RESULT_BYTES)
                .map(Verdict::json);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Json.mapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result, as soon as there is one. */
    JsonNode await(String id, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                Optional<JsonNode> result = result(id);
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (VoxfarmException e) {
                // the store is being harmed
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(id + " has no result after " + patience);
    }

    /** Waits until all have a result, and returns how many have not in the end. */
    int awaitAll(Set<String> ids, Duration patience) throws InterruptedException {
        Set<String> open = new HashSet<>(ids);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            open.removeIf(
                    id -> store.head(new ObjectKey("results/" + id + "/result.json")).isPresent());
            Thread.sleep(500);
        }
        return open.size();
    }

    Counts judge(Map<String, ChaosLoad.Asked> asked, Map<String, String> undisturbed) {
        int results = 0;
        int failed = 0;
        int wrong = 0;
        List<String> unplanted = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, ChaosLoad.Asked> entry : asked.entrySet()) {
            Optional<JsonNode> result = result(entry.getKey());
            if (result.isEmpty()) {
                lost.add(entry.getKey() + (entry.getValue().byTopic() ? " by topic" : " by HTTP"));
                continue;
            }
            results++;
            String status = result.get().path("status").asText();
            boolean planted = entry.getValue().expected() == ChaosLoad.Expected.FAILED;
            if (status.equals("failed")) {
                failed++;
            }
            if (status.equals("failed") != planted
                    || (status.equals("cancelled")
                            && entry.getValue().expected()
                                    != ChaosLoad.Expected.CANCELLED_OR_COMPLETED)) {
                unplanted.add(entry.getKey() + " " + status + " " + result.get().path("error"));
            }
            if (status.equals("completed")
                    && !soundsRight(result.get(), undisturbed.get(entry.getValue().text()))) {
                wrong++;
            }
        }
        int planted =
                (int)
                        asked.values().stream()
                                .filter(a -> a.expected() == ChaosLoad.Expected.FAILED)
                                .count();
        return new Counts(
                asked.size(),
                results,
                failed,
                planted,
                lost,
                doubled(asked.keySet()),
                wrong,
                unplanted);
    }

    private boolean soundsRight(JsonNode result, @Nullable String sha256) {
        String named = result.path("audio").path("sha256").asText();
        Optional<byte[]> audio =
                store.read(
                        new ObjectKey(result.path("audio").path("key").asText()), MAX_AUDIO_BYTES);
        return named.equals(sha256) && audio.isPresent() && Sha256.hex(audio.get()).equals(named);
    }

    /** Requests of whose end two different things were told. */
    private int doubled(Set<String> ids) {
        Map<String, Set<String>> ends = new HashMap<>();
        for (JsonNode event : events()) {
            String type = event.path("type").asText();
            if (Set.of("completed", "failed", "cancelled").contains(type)) {
                ends.computeIfAbsent(event.path("request_id").asText(), _ -> new HashSet<>())
                        .add(
                                type
                                        + event.path("audio_key").asText()
                                        + event.path("error").path("code").asText());
            }
        }
        return (int) ids.stream().filter(id -> ends.getOrDefault(id, Set.of()).size() > 1).count();
    }

    /** Requests without a terminal event. */
    int untold(Set<String> ids) {
        Set<String> told = new HashSet<>();
        for (JsonNode event : events()) {
            if (Set.of("completed", "failed", "cancelled").contains(event.path("type").asText())) {
                told.add(event.path("request_id").asText());
            }
        }
        return (int) ids.stream().filter(id -> !told.contains(id)).count();
    }

    /** Everything on the event topic. */
    List<JsonNode> events() {
        List<JsonNode> all = new ArrayList<>();
        try (EventTopic topic = EventTopic.fromBeginning(farm.kafka())) {
            for (ConsumerRecord<String, String> record : topic.toEnd()) {
                all.add(json(record.value().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    /**
     * How long after a fault the first request that was submitted after it had its result, in
     * seconds.
     */
    List<Double> recoveries(
            List<FaultInjector.Injected> faults, Map<String, ChaosLoad.Asked> asked) {
        if (ends.isEmpty()) {
            asked.forEach((id, request) ->
                    result(id)
                            .ifPresent(result ->
                                    ends.add(
                                            new Ended(
                                                    request.atMillis(),
                                                    Instant.parse(
                                                                    result.path("finished_at")
                                                                            .asText())
                                                            .toEpochMilli()))));
        }
        List<Double> seconds = new ArrayList<>();
        for (FaultInjector.Injected fault : faults) {
            if (fault.kind() == FaultKind.CLOCK_JUMP) {
                continue; // results carry the clock that jumped
            }
            ends.stream()
                    .filter(end -> end.asked() >= fault.atMillis() && end.at() >= end.asked())
                    .mapToLong(Ended::at)
                    .min()
                    .ifPresent(at -> seconds.add((at - fault.atMillis()) / 1e3));
        }
        seconds.sort(null);
        return seconds;
    }

    @Override
    public void close() {
        store.close();
    }
}
