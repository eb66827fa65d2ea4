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
import voxfarm.common.files.Sha256;
import voxfarm.common.json.Json;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;

/** Looks at bucket and events when the faults are over. */
final class Verdict implements AutoCloseable {
    private static final int MAX_RESULT_BYTES = 4 << 20;
    private static final int MOST_REQUEUES = 1000;
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    /** A lock that runs out, and what it takes to notice. */
    private static final Duration AFTER_FAULT = ChaosFarm.LOCK.plusSeconds(2);

    /** Until a sweep has found what was lost with its producer. */
    private static final Duration AFTER_LOSS = Duration.ofSeconds(75);

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

    /**
     * Waits until all have a result, as long as results still come: a slow machine has not lost
     * what it has not reached yet.
     *
     * @param patience without any new result
     * @return how many have none in the end
     */
    int awaitAll(Set<String> ids, Duration patience) throws InterruptedException {
        Set<String> open = new HashSet<>(ids);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            boolean ended =
                    open.removeIf(id ->
                            store.head(new ObjectKey("results/" + id + "/result.json"))
                                    .isPresent());
            if (ended) {
                deadline = System.nanoTime() + patience.toNanos();
            }
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
            if (ENDS.contains(type)) {
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
            if (ENDS.contains(event.path("type").asText())) {
                told.add(event.path("request_id").asText());
            }
        }
        return (int) ids.stream().filter(id -> !told.contains(id)).count();
    }

    /** Everything on the event topic. */
    private List<JsonNode> events() {
        return records().stream().map(Verdict::event).toList();
    }

    private List<ConsumerRecord<String, String>> records() {
        try (EventTopic topic = EventTopic.fromBeginning(farm.kafka())) {
            return topic.toEnd();
        }
    }

    private static JsonNode event(ConsumerRecord<String, String> record) {
        return json(record.value().getBytes(StandardCharsets.UTF_8));
    }

    /** Requests of one job that lay longer than the protocol allows; see {@link Lateness}. */
    List<String> late(Map<String, ChaosLoad.Asked> asked, List<FaultInjector.Injected> faults) {
        Lateness lateness = new Lateness(AFTER_FAULT.toMillis(), AFTER_LOSS.toMillis());
        List<ConsumerRecord<String, String>> records = records();
        Set<String> ofOneJob = new HashSet<>();
        asked.forEach((id, request) -> {
            if (!request.text().startsWith("long")) {
                ofOneJob.add(id);
            }
        });
        for (ConsumerRecord<String, String> record : records) {
            JsonNode event = event(record);
            String id = event.path("request_id").asText();
            if (event.path("type").asText().equals("accepted") && ofOneJob.contains(id)) {
                lateness.accepted(id, event.path("lane").asText(), record.timestamp());
            }
        }
        for (ConsumerRecord<String, String> record : records) {
            JsonNode event = event(record);
            String id = event.path("request_id").asText();
            String type = event.path("type").asText();
            if (type.equals("started")) {
                lateness.started(id, record.timestamp());
            } else if (ENDS.contains(type)) {
                lateness.ended(id, record.timestamp());
            }
        }
        for (String id : ofOneJob) {
            store.list("requests/" + id + "/requeues/", Optional.empty(), MOST_REQUEUES)
                    .objects()
                    .forEach(note -> lateness.requeued(id, note.lastModified().toEpochMilli()));
        }
        try (EventTopic jobs = EventTopic.jobsFromBeginning(farm.kafka())) {
            jobs.toEnd()
                    .forEach(job ->
                            lateness.placed(
                                    event(job).path("request_id").asText(),
                                    job.offset(),
                                    job.timestamp()));
        }
        return lateness.late(
                faults.stream()
                        .map(fault ->
                                new Lateness.Felt(
                                        fault.atMillis(),
                                        fault.endMillis(),
                                        fault.kind().holdsUp()))
                        .toList());
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
