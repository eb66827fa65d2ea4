package voxfarm.dispatcher.scaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.Lane;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.Backlog;

/** Messages are written and read by the library, from a description of its own. */
class ScalerTest {
    private static final VoiceId JOE = new VoiceId("joe");
    private static final VoiceId EVE = new VoiceId("eve");
    private static final FileDescriptor PROTO = describe();

    private long now;
    private final Backlog backlog = new Backlog(Topics.DEFAULT, () -> now);
    private final Map<VoiceId, Double> books = new HashMap<>();
    private final Scaler scaler =
            new Scaler(new ScalerConfig("127.0.0.1", 0), backlog, () -> books);

    private static FieldDescriptorProto field(
            int number, String name, FieldDescriptorProto.Type type, String message) {
        FieldDescriptorProto.Builder field =
                FieldDescriptorProto.newBuilder().setNumber(number).setName(name).setType(type);
        field.setLabel(
                name.endsWith("s")
                        ? FieldDescriptorProto.Label.LABEL_REPEATED
                        : FieldDescriptorProto.Label.LABEL_OPTIONAL);
        if (!message.isEmpty()) {
            field.setTypeName(".externalscaler." + message);
        }
        return field.build();
    }

    private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
        return DescriptorProto.newBuilder().setName(name).addAllField(List.of(fields)).build();
    }

    private static FileDescriptor describe() {
        DescriptorProto entry =
                message(
                        "Entry",
                        field(1, "key", FieldDescriptorProto.Type.TYPE_STRING, ""),
                        field(2, "value", FieldDescriptorProto.Type.TYPE_STRING, ""));
        DescriptorProto metric =
                message(
                        "Metric",
                        field(1, "metricName", FieldDescriptorProto.Type.TYPE_STRING, ""),
                        field(2, "whole", FieldDescriptorProto.Type.TYPE_INT64, ""),
                        field(3, "precise", FieldDescriptorProto.Type.TYPE_DOUBLE, ""));
        FileDescriptorProto file =
                FileDescriptorProto.newBuilder()
                        .setName("externalscaler.proto")
                        .setPackage("externalscaler")
                        .setSyntax("proto3")
                        .addMessageType(entry)
                        .addMessageType(metric)
                        .addMessageType(
                                message(
                                        "ScaledObjectRef",
                                        field(1, "name", FieldDescriptorProto.Type.TYPE_STRING, ""),
                                        field(
                                                2,
                                                "namespace",
                                                FieldDescriptorProto.Type.TYPE_STRING,
                                                ""),
                                        field(
                                                3,
                                                "entries",
                                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                                "Entry")))
                        .addMessageType(
                                message(
                                        "GetMetricsRequest",
                                        field(
                                                1,
                                                "ref",
                                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                                "ScaledObjectRef"),
                                        field(
                                                2,
                                                "metricName",
                                                FieldDescriptorProto.Type.TYPE_STRING,
                                                "")))
                        .addMessageType(
                                message(
                                        "IsActiveResponse",
                                        field(
                                                1,
                                                "result",
                                                FieldDescriptorProto.Type.TYPE_BOOL,
                                                "")))
                        .addMessageType(
                                message(
                                        "Metrics",
                                        field(
                                                1,
                                                "metrics",
                                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                                "Metric")))
                        .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Descriptor type(String name) {
        return PROTO.findMessageTypeByName(name);
    }

    private static DynamicMessage ref(String... metadata) {
        Descriptor ref = type("ScaledObjectRef");
        Descriptor entry = type("Entry");
        DynamicMessage.Builder message =
                DynamicMessage.newBuilder(ref)
                        .setField(ref.findFieldByName("name"), "workers")
                        .setField(ref.findFieldByName("namespace"), "speech");
        for (int i = 0; i < metadata.length; i += 2) {
            message.addRepeatedField(
                    ref.findFieldByName("entries"),
                    DynamicMessage.newBuilder(entry)
                            .setField(entry.findFieldByName("key"), metadata[i])
                            .setField(entry.findFieldByName("value"), metadata[i + 1])
                            .build());
        }
        return message.build();
    }

    private boolean active(String... metadata) throws Exception {
        DynamicMessage answer =
                DynamicMessage.parseFrom(
                        type("IsActiveResponse"),
                        scaler.activity(ref(metadata).toByteArray()).get());
        return (Boolean) answer.getField(answer.getDescriptorForType().findFieldByName("result"));
    }

    private double waiting(String... metadata) throws Exception {
        Descriptor request = type("GetMetricsRequest");
        return value(
                scaler.metrics(
                        DynamicMessage.newBuilder(request)
                                .setField(request.findFieldByName("ref"), ref(metadata))
                                .setField(request.findFieldByName("metricName"), Scaler.METRIC)
                                .build()
                                .toByteArray()));
    }

    private static double value(byte[] metrics) throws Exception {
        DynamicMessage answer = DynamicMessage.parseFrom(type("Metrics"), metrics);
        List<?> all =
                (List<?>) answer.getField(answer.getDescriptorForType().findFieldByName("metrics"));
        assertThat(all).hasSize(1);
        DynamicMessage metric = (DynamicMessage) all.getFirst();
        Descriptor fields = metric.getDescriptorForType();
        assertThat(metric.getField(fields.findFieldByName("metricName"))).isEqualTo(Scaler.METRIC);
        double precise = (Double) metric.getField(fields.findFieldByName("precise"));
        assertThat(metric.getField(fields.findFieldByName("whole")))
                .isEqualTo((long) Math.ceil(precise));
        return precise;
    }

    private void measured(Map<String, Long> jobs) {
        Backlog.Reading reading = backlog.reading();
        reading.queued(JOE, Lane.BULK, 10.5);
        reading.queued(JOE, Lane.INTERACTIVE, 3);
        reading.done();
        backlog.measured(jobs);
    }

    private static String topic(JobQueue queue, VoiceId voice) {
        return Topics.DEFAULT.jobs(queue, voice);
    }

    @Test
    void tellsSecondsByVoiceAndLane() throws Exception {
        measured(
                Map.of(
                        topic(JobQueue.BULK, JOE), 4L,
                        topic(JobQueue.INTERACTIVE, JOE), 2L,
                        topic(JobQueue.INTERACTIVE, EVE), 0L,
                        topic(JobQueue.BULK, EVE), 1L));

        assertThat(waiting()).isCloseTo(58.5, within(1e-9));
        assertThat(waiting("voice", "joe")).isCloseTo(48, within(1e-9));
        assertThat(waiting("voice", "joe", "lane", "interactive")).isCloseTo(6, within(1e-9));
        assertThat(waiting("voice", " joe, eve ", "lane", "bulk")).isCloseTo(52.5, within(1e-9));
        assertThat(waiting("voice", "nobody")).isZero();
        assertThat(active("voice", "eve", "lane", "interactive")).isFalse();
        assertThat(active("voice", "eve")).isTrue();
        assertThat(active("voice", "nobody")).isFalse();
        assertThat(active("scalerAddress", "tts-scaler:9878", "enableTLS", "false")).isTrue();
    }

    /**
     * What a book may queue goes by the workers that are there: more are asked for all the same.
     */
    @Test
    void addsWhatIsToComeOfBooks() throws Exception {
        measured(Map.of(topic(JobQueue.BULK, JOE), 4L));
        books.put(JOE, 3600.0);
        books.put(EVE, 100.0);

        assertThat(waiting()).isCloseTo(42 + 3700, within(1e-9));
        assertThat(waiting("voice", "eve")).isCloseTo(100, within(1e-9));
        assertThat(waiting("lane", "interactive")).isZero();
    }

    @Test
    void takesJobsThatNoSweepHasReadForWholeParts() throws Exception {
        backlog.measured(Map.of(topic(JobQueue.BULK, JOE), 3L));

        assertThat(waiting()).isEqualTo(180);
    }

    @Test
    void saysNothingOfAQueueThatWasNotMeasured() throws Exception {
        assertThatThrownBy(this::active)
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE));
        backlog.measured(Map.of());
        assertThat(active()).isFalse();
        now = Duration.ofSeconds(31).toNanos();
        assertThatThrownBy(this::waiting).hasMessageContaining("not known");
    }

    @Test
    void tellsWhatOneWorkerIsFor() throws Exception {
        assertThat(value(Scaler.spec(ref().toByteArray()))).isEqualTo(120);
        assertThat(value(Scaler.spec(ref("targetSeconds", "37.5").toByteArray()))).isEqualTo(37.5);
    }

    @ParameterizedTest
    @CsvSource({
        "voices, joe, voice",
        "voice, j/oe, voice id",
        "lane, fast, interactive",
        "targetSeconds, 0, targetSeconds",
        "targetSeconds, NaN, targetSeconds",
        "targetSeconds, many, targetSeconds"
    })
    void refusesATriggerThatCannotBeMeant(String key, String value, String named) {
        backlog.measured(Map.of());
        assertThatThrownBy(() -> active(key, value))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining(named);
    }

    @Test
    void refusesAnotherMetric() {
        Descriptor request = type("GetMetricsRequest");
        assertThatThrownBy(() ->
                        scaler.metrics(
                                DynamicMessage.newBuilder(request)
                                        .setField(request.findFieldByName("metricName"), "other")
                                        .build()
                                        .toByteArray()))
                .hasMessageContaining("metricName");
    }

    @Test
    void boundsMetadata() {
        String[] many =
                IntStream.range(0, 200).mapToObj(i -> "k" + i / 2 + i % 2).toArray(String[]::new);
        assertThatThrownBy(() -> active(many)).hasMessageContaining("64 entries");
    }

    /** Passes over fields that are not known, and refuses what is no message, whatever it is. */
    @Test
    void takesOrRefusesAnyBytes() throws Exception {
        byte[] newer = Arrays.copyOf(ref().toByteArray(), ref().getSerializedSize() + 2);
        newer[newer.length - 2] = 9 << 3;
        backlog.measured(Map.of());
        assertThat(scaler.activity(newer).get()).isEmpty();

        long seed = Long.getLong("voxfarm.seed", System.nanoTime());
        System.out.println("messages of any bytes: seed " + seed);
        Random random = new Random(seed);
        byte[] sound = ref("voice", "joe", "lane", "bulk").toByteArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] any = sound.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                any[random.nextInt(any.length)] = (byte) random.nextInt();
            }
            try {
                scaler.activity(any);
                scaler.metrics(any);
            } catch (VoxfarmException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", message " + Arrays.toString(any), e);
            }
        }
    }
}
