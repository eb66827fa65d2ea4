package voxfarm.common.telemetry;

import java.util.List;

/**
 * Every figure that a process tells, declared once; {@code docs/metrics.md} has the same table. A
 * label takes names that the build or its configuration bounds, and never anything that a caller
 * makes up: routes and not paths, codes and not messages, voices that are installed and not those
 * that are asked for.
 */
public enum Metric {
    REQUESTS(
            "voxfarm_requests_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("door", "lane"),
            "Requests accepted by this dispatcher"),
    REQUESTS_REFUSED(
            "voxfarm_requests_refused_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("door", "code"),
            "Submissions that this dispatcher refused, a full queue included"),
    EVENTS(
            "voxfarm_events_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("type"),
            "Events of the whole farm; every dispatcher hears all, so take one and not the sum"),
    EVENT_LATENCY(
            "voxfarm_event_latency_seconds",
            Type.SECONDS,
            Role.DISPATCHER,
            Labels.of(),
            "From an event's own time to its being heard; by the clocks of two machines"),
    HTTP_REQUESTS(
            "voxfarm_http_requests_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("route", "method", "status"),
            "Calls answered, by route and by class of status"),
    HTTP_SECONDS(
            "voxfarm_http_request_seconds",
            Type.SECONDS,
            Role.DISPATCHER,
            Labels.of("route"),
            "From a call's head to the end of its answer, what a caller waits for included"),
    QUEUE_JOBS(
            "voxfarm_queue_jobs",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of("voice", "lane"),
            "Jobs on the topic that no worker has ended, by the broker; of the whole farm"),
    QUEUE_AUDIO(
            "voxfarm_queue_audio_seconds",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of("voice", "lane"),
            "Sound that those jobs come to, by estimate; of the whole farm"),
    OPEN_REQUESTS(
            "voxfarm_open_requests",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of(),
            "Requests without an end, by the last sweep; of the whole farm"),
    CALLBACKS(
            "voxfarm_callbacks_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("outcome"),
            "Tries to tell a caller how a request ended, delivered or failed; and those given up"),
    CALLBACK_SECONDS(
            "voxfarm_callback_seconds",
            Type.SECONDS,
            Role.DISPATCHER,
            Labels.of(),
            "One try, from the look-up of the name to the status of the answer"),
    CALLBACKS_WAITING(
            "voxfarm_callbacks_waiting",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of(),
            "Requests whose callers wait to be told of the end, by the last listing; of the whole"
                    + " farm"),
    QUOTA_USED(
            "voxfarm_quota_used_ratio",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of("key", "quota"),
            "Share of an API key's quota that is used, 0 to 1; of this dispatcher"),
    SWEEP_SECONDS(
            "voxfarm_sweep_seconds",
            Type.SECONDS,
            Role.DISPATCHER,
            Labels.of("outcome"),
            "Sweeps for lost requests: done, or broken off"),
    SWEPT(
            "voxfarm_swept_total",
            Type.COUNTER,
            Role.DISPATCHER,
            Labels.of("did"),
            "Requests that sweeps put right, or had to pass over"),
    WORKERS(
            "voxfarm_workers",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of(),
            "Workers that are heard of; of the whole farm"),
    DEAD_LETTERS(
            "voxfarm_dead_letters",
            Type.GAUGE,
            Role.DISPATCHER,
            Labels.of(),
            "Jobs given up for good that are on the list; of the whole farm"),
    ATTEMPTS(
            "voxfarm_attempts_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("lane", "outcome"),
            "Deliveries of jobs worked on, by their outcome"),
    ATTEMPT_FAILURES(
            "voxfarm_attempt_failures_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("kind", "code"),
            "Attempts that failed, whether they are repeated or not"),
    RESULTS(
            "voxfarm_results_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("lane", "status"),
            "Results that this worker told of"),
    QUEUE_WAIT(
            "voxfarm_queue_wait_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of("lane"),
            "From a request's acceptance to the beginning of its first job"),
    JOB_SECONDS(
            "voxfarm_job_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of("lane", "work"),
            "A delivery from its arrival to its outcome"),
    IMPORT_SECONDS(
            "voxfarm_voice_import_seconds",
            Type.LONG_SECONDS,
            Role.ANY,
            Labels.of("outcome"),
            "Voices brought into the bucket"),
    LOAD_SECONDS(
            "voxfarm_voice_load_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of("outcome"),
            "Voices loaded into the engine"),
    SUSPECT_SEGMENTS(
            "voxfarm_suspect_segments_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("defect", "outcome"),
            "Segments whose first sound could not be right: mended by another seed, or kept"),
    RUN_SECONDS(
            "voxfarm_engine_run_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of(),
            "One run of the engine: a segment, or a batch of them"),
    BERT_SECONDS(
            "voxfarm_bert_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of(),
            "BERT features of one run; only of voices that have such"),
    ENCODE_SECONDS(
            "voxfarm_encode_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of(),
            "Phones to prior and durations, of one run"),
    DECODE_SECONDS(
            "voxfarm_decode_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of(),
            "Frames to samples, of one run"),
    FILE_SECONDS(
            "voxfarm_file_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of("format"),
            "Clips joined, brought to a level and encoded"),
    UPLOAD_SECONDS(
            "voxfarm_upload_seconds",
            Type.SECONDS,
            Role.WORKER,
            Labels.of(),
            "The files of a result written to the bucket"),
    ENGINE_TIME(
            "voxfarm_engine_seconds_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("voice"),
            "Time spent in runs of the engine"),
    AUDIO_TIME(
            "voxfarm_audio_seconds_total",
            Type.COUNTER,
            Role.WORKER,
            Labels.of("voice"),
            "Sound made"),
    REAL_TIME_FACTOR(
            "voxfarm_real_time_factor_ratio",
            Type.RATIO,
            Role.WORKER,
            Labels.of(),
            "Time of a run over the sound that it made; below 1 is faster than speech"),
    BATCH_FILL(
            "voxfarm_batch_fill_ratio",
            Type.SHARE,
            Role.WORKER,
            Labels.of(),
            "Segments of a run over what its batch takes"),
    RESIDENT_VOICES(
            "voxfarm_resident_voices", Type.GAUGE, Role.WORKER, Labels.of(), "Voices in memory"),
    RESIDENT_BYTES(
            "voxfarm_voice_resident_bytes",
            Type.GAUGE,
            Role.WORKER,
            Labels.of("voice"),
            "Memory that a voice is reckoned to take"),
    VOICES_SET_ASIDE(
            "voxfarm_voices_set_aside",
            Type.GAUGE,
            Role.WORKER,
            Labels.of(),
            "Voices that cannot be loaded at the moment"),
    SLOTS("voxfarm_slots", Type.GAUGE, Role.WORKER, Labels.of(), "Runs of the engine at once"),
    MEMORY(
            "voxfarm_memory_bytes",
            Type.GAUGE,
            Role.WORKER,
            Labels.of("area"),
            "budget: for voices; voices: reckoned to be used of it; engine: the engine's process;"
                    + " arena: what of that belongs to no mapped file; device, device_total: of"
                    + " graphics cards, by whomever used"),
    STORE_SECONDS(
            "voxfarm_store_seconds",
            Type.SECONDS,
            Role.ANY,
            Labels.of("operation", "outcome"),
            "Calls of the bucket, the client's own retries included"),
    BUILD(
            "voxfarm_build",
            Type.GAUGE,
            Role.ANY,
            Labels.of("build"),
            "1, with the build as a label"),
    OTHER(
            "voxfarm_metrics_other_total",
            Type.COUNTER,
            Role.ANY,
            Labels.of("metric"),
            "Measurements told under the labels other, as the metric has too many already"),
    HEAP(
            "voxfarm_jvm_heap_bytes",
            Type.GAUGE,
            Role.ANY,
            Labels.of("state"),
            "Heap of this process: used, committed, max"),
    NATIVE(
            "voxfarm_jvm_native_bytes",
            Type.GAUGE,
            Role.ANY,
            Labels.of(),
            "Resident memory of this process beyond its committed heap"),
    GC_SECONDS(
            "voxfarm_jvm_gc_seconds_total",
            Type.COUNTER,
            Role.ANY,
            Labels.of(),
            "Time in collections of garbage"),
    THREADS("voxfarm_jvm_threads", Type.GAUGE, Role.ANY, Labels.of(), "Live platform threads"),
    CPU_SECONDS(
            "process_cpu_seconds_total",
            Type.COUNTER,
            Role.ANY,
            Labels.of(),
            "Processor time of this process; the engine's process apart"),
    RESIDENT_MEMORY(
            "process_resident_memory_bytes",
            Type.GAUGE,
            Role.ANY,
            Labels.of(),
            "Resident memory of this process"),
    OPEN_FILES("process_open_fds", Type.GAUGE, Role.ANY, Labels.of(), "Open file descriptors"),
    START_TIME(
            "process_start_time_seconds",
            Type.GAUGE,
            Role.ANY,
            Labels.of(),
            "When this process began, in seconds since 1970");

    private final String wireName;
    private final Type type;
    private final Role role;

    /** With a blank between them. */
    private final String labels;

    private final String meaning;

    Metric(String wireName, Type type, Role role, String labels, String meaning) {
        this.wireName = wireName;
        this.type = type;
        this.role = role;
        this.labels = labels;
        this.meaning = meaning;
    }

    /** As collectors find it. */
    public String wireName() {
        return wireName;
    }

    public Type type() {
        return type;
    }

    /** Who tells it. */
    public Role role() {
        return role;
    }

    /** Names of its labels, in the order in which values are given. */
    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" ", -1));
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }

    /** What a collector may ask of it, with the upper bounds of a histogram. */
    public enum Type {
        COUNTER,
        GAUGE,
        /** From a millisecond to some minutes. */
        SECONDS,
        /** From a second to an hour. */
        LONG_SECONDS,
        /** Around 1. */
        RATIO,
        /** From 0 to 1. */
        SHARE;

        /** Upper bounds of buckets; none where it is no histogram. */
        public double[] bounds() {
            return switch (this) {
                case COUNTER, GAUGE -> new double[0];
                case SECONDS ->
                        new double[] {
                            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
                            30, 60, 300
                        };
                case LONG_SECONDS ->
                        new double[] {1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
                case RATIO ->
                        new double[] {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5};
                case SHARE -> new double[] {0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1};
            };
        }

        public boolean isHistogram() {
            return this != COUNTER && this != GAUGE;
        }

        /** As in the exposition format. */
        public String wireName() {
            if (isHistogram()) {
                return "histogram";
            }
            return this == COUNTER ? "counter" : "gauge";
        }
    }

    /** Kinds of process. */
    public enum Role {
        DISPATCHER,
        WORKER,
        ANY
    }

    /** Only shortens the table. */
    private static final class Labels {
        private Labels() {}

        static String of(String... names) {
            return String.join(" ", names);
        }
    }
}
