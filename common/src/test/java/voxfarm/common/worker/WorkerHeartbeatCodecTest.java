package voxfarm.common.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

class WorkerHeartbeatCodecTest {
    /** As a worker of the first wave writes it. */
    private static final String OLD =
            """
            {"schema":1,"worker_id":"host-1","device":"cuda:0","slots":2,"voices":3,"encoders":true,
             "engine_s":12.5,"audio_s":120.25,"build":"voxfarm 0.1.0","at":"2026-01-31T12:00:00Z",
             "voices_bytes":209715200,"engine_bytes":1610612736,"set_aside":[],"unserved":[]}\
            """;

    private static WorkerHeartbeat read(String document) {
        return WorkerHeartbeatCodec.read(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatItWrote() {
        WorkerHeartbeat written =
                Heartbeats.of("w1")
                        .residency(
                                new Residency(
                                        1000,
                                        List.of(
                                                new ResidentVoice(
                                                        new VoiceId("joe"),
                                                        new VoiceVersion("0123456789abcdef"),
                                                        600,
                                                        OptionalDouble.of(9.5)),
                                                new ResidentVoice(
                                                        new VoiceId("kobe"),
                                                        VoiceVersion.NONE,
                                                        0,
                                                        OptionalDouble.empty()))))
                        .speed(8.25)
                        .build();

        assertThat(WorkerHeartbeatCodec.read(WorkerHeartbeatCodec.write(written)))
                .isEqualTo(written);
    }

    /** Not that it holds nothing, but that it does not say; and so it is shown again. */
    @Test
    void anOlderWorkerSaysNeitherBudgetNorVoicesNorSpeed() {
        WorkerHeartbeat old = read(OLD);

        assertThat(old.voices()).isEqualTo(3);
        assertThat(old.voicesBytes()).isEqualTo(209_715_200);
        assertThat(old.residency()).isEmpty();
        assertThat(old.speed()).isEmpty();
        assertThat(WorkerHeartbeatCodec.toJson(old).properties())
                .extracting(Map.Entry::getKey)
                .doesNotContain("resident", "budget_bytes", "speed");
    }

    @Test
    void readsWhatALaterWorkerSays() {
        WorkerHeartbeat later =
                read(
                        OLD.replace(
                                "\"unserved\":[]",
                                """
                                "budget_bytes":1000,"planets":[1],"resident":[
                                  {"model_id":"joe","version":"0123456789abcdef","bytes":5,
                                   "moons":{"io":1}}]\
                                """));

        assertThat(later.residency().orElseThrow().voices())
                .containsExactly(
                        new ResidentVoice(
                                new VoiceId("joe"),
                                new VoiceVersion("0123456789abcdef"),
                                5,
                                OptionalDouble.empty()));
    }

    @Test
    void refusesASpeedThatIsNone() {
        assertThatThrownBy(() -> read(OLD.replace("\"slots\":2", "\"slots\":2,\"speed\":-1")))
                .isInstanceOf(VoxfarmException.class)
                .hasMessageContaining("speed");
    }

    /**
     * Some thousand Piper voices on a machine without espeak-ng; and reasons as long as they like.
     */
    @ParameterizedTest
    @ValueSource(ints = {60, 100_000})
    void aRecordStaysWhatBrokersTakeHoweverManyVoicesAreSetAside(int reasonLength) {
        List<SetAsideVoice> all =
                IntStream.range(0, 5000)
                        .mapToObj(i ->
                                new SetAsideVoice(
                                        new VoiceId("voice-" + i),
                                        new VoiceVersion("0123456789abcdef"),
                                        ErrorCode.DEVICE_UNAVAILABLE,
                                        "没".repeat(reasonLength),
                                        5))
                        .toList();

        byte[] record = Heartbeats.of("w1").setAside(all).write();

        assertThat(record).hasSizeLessThan(300 << 10);
        List<SetAsideVoice> read = WorkerHeartbeatCodec.read(record).setAside();
        assertThat(read).hasSizeBetween(100, 4999);
        assertThat(read)
                .extracting(SetAsideVoice::voice)
                .isEqualTo(all.stream().limit(read.size()).map(SetAsideVoice::voice).toList());
        assertThat(read).allSatisfy(one -> assertThat(one.reason()).hasSizeLessThanOrEqualTo(501));
    }

    @Test
    void aRecordStaysWhatBrokersTakeHoweverManyVoicesAreInMemory() {
        List<ResidentVoice> all =
                IntStream.range(0, 20_000)
                        .mapToObj(i ->
                                new ResidentVoice(
                                        new VoiceId("voice-" + i),
                                        new VoiceVersion("0123456789abcdef"),
                                        i,
                                        OptionalDouble.of(i)))
                        .toList();

        byte[] record = Heartbeats.of("w1").residency(new Residency(9, all)).write();

        assertThat(record).hasSizeLessThan(300 << 10);
        List<ResidentVoice> read =
                WorkerHeartbeatCodec.read(record).residency().orElseThrow().voices();
        assertThat(read).hasSizeGreaterThan(2000);
        assertThat(read).isEqualTo(all.subList(0, read.size()));
    }

    /** What no worker writes, and what would be kept for as long as it is heard of. */
    @Test
    void readsNoListsOrNamesWithoutEnd() {
        String voice = "{\"model_id\":\"joe\",\"version\":\"0123456789abcdef\",\"bytes\":5}";
        String voices = String.join(",", Collections.nCopies(4097, voice));
        String gpu =
                "{\"gpu_id\":0,\"gpu_load\":0,\"gpu_memory\":{\"total\":1,\"used\":1,\"free\":1}}";
        String gpus = String.join(",", Collections.nCopies(1025, gpu));

        assertThatThrownBy(() ->
                        read(
                                OLD.replace(
                                        "\"unserved\":[]",
                                        "\"budget_bytes\":1,\"resident\":[" + voices + "]")))
                .hasMessageContaining("resident: expected at most 4096 entries, found 4097");
        assertThatThrownBy(() ->
                        read(
                                OLD.replace(
                                        "\"unserved\":[]",
                                        "\"machine\":{\"cpu_percent\":0,\"memory_total\":0,"
                                                + "\"memory_available\":0,\"gpu\":["
                                                + gpus
                                                + "]}")))
                .hasMessageContaining("gpu: expected at most 1024");
        for (String name : List.of("worker_id", "device", "build")) {
            assertThatThrownBy(() ->
                            read(
                                    OLD.replaceFirst(
                                            "\"" + name + "\":\"",
                                            "\"" + name + "\":\"" + "x".repeat(300))))
                    .hasMessageContaining(name + ": expected at most 256 characters");
        }
    }
}
