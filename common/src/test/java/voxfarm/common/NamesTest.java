package voxfarm.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.JobId;
import voxfarm.common.kafka.JobQueue;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;

/** Ids, keys, topics and codes: names that others rely on. */
class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A9._-", "0", "en_US-joe-medium", "x.y..z"})
    void takesVoiceIds(String id) {
        assertThat(new VoiceId(id).value()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "_a", "a b", "a/b", "ä", "a\n", "a\0", "../a"})
    void refusesVoiceIds(String id) {
        assertThatThrownBy(() -> new VoiceId(id)).isInstanceOf(VoxfarmException.class);
    }

    @Test
    void boundsIdsInLength() {
        assertThat(new VoiceId("a".repeat(64))).isNotNull();
        assertThatThrownBy(() -> new VoiceId("a".repeat(65))).isInstanceOf(VoxfarmException.class);
        assertThat(new RequestId("a".repeat(128))).isNotNull();
        assertThatThrownBy(() -> new RequestId("a".repeat(129)))
                .isInstanceOf(VoxfarmException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a..b", "a/b", "a b", "..", "a\r"})
    void refusesRequestIds(String id) {
        assertThatThrownBy(() -> new RequestId(id)).isInstanceOf(VoxfarmException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a/", "a//b", "a/./b", "a/../b", "..", "a\\b", "a\nb", "a\u007fb"})
    void refusesObjectKeys(String key) {
        assertThatThrownBy(() -> new ObjectKey(key)).isInstanceOf(VoxfarmException.class);
    }

    @Test
    void buildsTheKeysOfTheContract() {
        RequestId id = new RequestId("chap-001");
        assertThat(BucketLayout.request(id).value()).isEqualTo("requests/chap-001/request.json");
        assertThat(BucketLayout.plan(id, "ab").value()).isEqualTo("requests/chap-001/plan-ab.json");
        AcceptedBy first = new AcceptedBy("5a0e2b6c-0000-4000-8000-000000000000");
        assertThat(BucketLayout.attempt(JobId.single(id), first, 0, 2).value())
                .isEqualTo("requests/chap-001/attempts/5a0e2b6c-single-0-2");
        assertThat(BucketLayout.attempt(JobId.single(id), AcceptedBy.UNKNOWN, 0, 2).value())
                .as("as earlier builds named it")
                .isEqualTo("requests/chap-001/attempts/single-0-2");
        assertThat(BucketLayout.part(id, first, 7).value())
                .isEqualTo("requests/chap-001/parts/5a0e2b6c-7.json");
        assertThat(BucketLayout.part(id, AcceptedBy.UNKNOWN, 7).value())
                .isEqualTo("requests/chap-001/parts/7.json");
        assertThat(BucketLayout.requeue(id, first, 1).value())
                .isEqualTo("requests/chap-001/requeues/5a0e2b6c-1.json");
        assertThat(BucketLayout.requeued(id, first, 1).value())
                .isEqualTo("requests/chap-001/requeues/5a0e2b6c-1.queued");
        assertThat(BucketLayout.open(id).value()).isEqualTo("open/chap-001");
        assertThat(BucketLayout.walk(20_000).value()).isEqualTo("walks/20000.json");
        assertThat(BucketLayout.result(id).value()).isEqualTo("results/chap-001/result.json");
        assertThat(BucketLayout.audio(id, "wav").value()).isEqualTo("results/chap-001/audio.wav");
        assertThat(BucketLayout.audioByHash(id, "ab", "wav").value())
                .isEqualTo("results/chap-001/audio-ab.wav");
        assertThat(BucketLayout.refusal(id, "ab").value()).isEqualTo("refusals/chap-001/ab.json");
        assertThat(
                        BucketLayout.voiceManifest(new VoiceId("joe"), new VoiceVersion("0123abcd"))
                                .value())
                .isEqualTo("voices/joe/0123abcd/manifest.json");
    }

    @Test
    void readsOnlyTheNumbersOfItsOwnAcceptance() {
        RequestId id = new RequestId("r1");
        AcceptedBy own = new AcceptedBy("5a0e2b6c-0000");
        AcceptedBy other = new AcceptedBy("00000000-0000");

        assertThat(BucketLayout.partOf(id, own, BucketLayout.part(id, own, 12))).hasValue(12);
        assertThat(BucketLayout.partOf(id, own, BucketLayout.part(id, other, 12))).isEmpty();
        assertThat(BucketLayout.partOf(id, own, BucketLayout.part(id, AcceptedBy.UNKNOWN, 1)))
                .isEmpty();
        assertThat(BucketLayout.partOf(id, AcceptedBy.UNKNOWN, BucketLayout.part(id, own, 1)))
                .isEmpty();
        assertThat(BucketLayout.requeueOf(id, own, BucketLayout.requeued(id, own, 1))).isEmpty();
        assertThat(BucketLayout.requeuedOf(id, own, BucketLayout.requeued(id, own, 1))).hasValue(1);
        for (String foreign : List.of("x.json", "01.json", ".json", "9999999999.json", "1.json~")) {
            ObjectKey key = new ObjectKey("requests/r1/requeues/5a0e2b6c-" + foreign);
            assertThat(BucketLayout.requeueOf(id, own, key)).as(foreign).isEmpty();
        }
    }

    @Test
    void tagsAnAcceptanceWithEightDigitsWhateverItsName() {
        assertThat(new AcceptedBy("5a0e2b6c-0000").tag()).isEqualTo("5a0e2b6c");
        assertThat(new AcceptedBy("../../etc").tag()).matches("[0-9a-f]{8}");
        assertThat(AcceptedBy.UNKNOWN.tag()).isEmpty();
        assertThat(AcceptedBy.UNKNOWN.mayBe(new AcceptedBy("a"))).isTrue();
        assertThat(new AcceptedBy("a").mayBe(new AcceptedBy("b"))).isFalse();
    }

    @Test
    void ordersTheIndexOfTimesByTime() {
        RequestId id = new RequestId("a-deadline-b");
        Instant at = Instant.parse("2026-01-31T12:00:00.123456Z");
        ObjectKey begin = BucketLayout.timed(id, BucketLayout.Alarm.BEGIN, at);

        assertThat(begin.value()).isEqualTo("timed/1769860800124-begin-a-deadline-b");
        assertThat(BucketLayout.timedOf(begin))
                .hasValue(
                        new BucketLayout.Timed(
                                id,
                                BucketLayout.Alarm.BEGIN,
                                Instant.parse("2026-01-31T12:00:00.124Z")));
        List<Instant> times =
                List.of(
                        Instant.MIN,
                        Instant.EPOCH.minusMillis(1),
                        Instant.EPOCH.plusMillis(1),
                        at,
                        at.plusSeconds(1),
                        Instant.parse("2285-01-01T00:00:00Z"),
                        Instant.parse("2400-01-01T00:00:00Z"),
                        Instant.MAX);
        assertThat(times)
                .extracting(
                        time -> BucketLayout.timed(id, BucketLayout.Alarm.DEADLINE, time).value())
                .isSorted()
                .allSatisfy(
                        key -> assertThat(BucketLayout.timedOf(new ObjectKey(key))).isPresent());
        assertThat(BucketLayout.timedOf(new ObjectKey("timed/x"))).isEmpty();
        assertThat(BucketLayout.timedOf(new ObjectKey("timed/1769860800124-begin-.x"))).isEmpty();
        assertThat(BucketLayout.openOf(new ObjectKey("open/a/b"))).isEmpty();
    }

    @Test
    void namesJobTopicsByLaneAndVoice() {
        VoiceId voice = new VoiceId("a.b_c-d");
        assertThat(Topics.DEFAULT.jobs(JobQueue.BULK, voice)).isEqualTo("tts.jobs.bulk.a.b_c-d");
        assertThat(Topics.DEFAULT.voiceOf(JobQueue.BULK, "tts.jobs.bulk.a.b_c-d")).contains(voice);
        assertThat(Topics.DEFAULT.voiceOf(JobQueue.INTERACTIVE, "tts.jobs.bulk.a.b_c-d"))
                .isEqualTo(Optional.empty());
        assertThat(Topics.DEFAULT.jobs(JobQueue.BINDING, voice))
                .isEqualTo("tts.jobs.binding.a.b_c-d");
        assertThat(Topics.DEFAULT.voiceOf(JobQueue.BINDING, "tts.jobs.binding.a.b_c-d"))
                .contains(voice);
        assertThat(Topics.DEFAULT.voiceOf(JobQueue.BULK, "tts.jobs.bulk.")).isEmpty();
    }

    @Test
    void putsThePrefixBeforeEveryTopicAndGroup() {
        Topics other = new Topics("team.b-2");
        assertThat(
                        List.of(
                                other.requests(),
                                other.events(),
                                other.control(),
                                other.workers(),
                                other.dead(),
                                other.workerGroup(),
                                other.dispatcherGroup(),
                                other.jobs(JobQueue.BULK, new VoiceId("joe"))))
                .containsExactly(
                        "team.b-2.requests",
                        "team.b-2.events",
                        "team.b-2.control",
                        "team.b-2.workers",
                        "team.b-2.dead",
                        "team.b-2-workers",
                        "team.b-2-dispatchers",
                        "team.b-2.jobs.bulk.joe");
        assertThat(other.voiceOf(JobQueue.BULK, "tts.jobs.bulk.joe")).isEmpty();
        String longest =
                new Topics("p".repeat(100)).jobs(JobQueue.INTERACTIVE, new VoiceId("v".repeat(64)));
        assertThat(longest).hasSizeLessThanOrEqualTo(249); // Kafka's bound
    }

    /** A farm with the prefix {@code a} would take jobs of {@code a.jobs.bulk} for its own. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "-a", "a b", "a/b", "ä", "a\n", "a.jobs.bulk"})
    void refusesPrefixesOfTopics(String prefix) {
        assertThatThrownBy(() -> new Topics(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefix: expected");
        assertThatThrownBy(() -> new Topics("a".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesEveryErrorAWireNameOfItsOwn() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName))
                .doesNotHaveDuplicates();
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ErrorCode.ofWireName(code.wireName())).contains(code);
            assertThat(code.httpStatus()).isBetween(400, 599);
        }
        assertThat(ErrorCode.ofWireName("made_up")).isEmpty();
    }
}
