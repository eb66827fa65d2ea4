package voxfarm.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.Lane;
import voxfarm.common.kafka.Topics;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.BucketLayout;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceId;

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
        assertThat(BucketLayout.attempt(id, "single", 0, 2).value())
                .isEqualTo("requests/chap-001/attempts/single-0-2");
        assertThat(BucketLayout.result(id).value()).isEqualTo("results/chap-001/result.json");
        assertThat(BucketLayout.audio(id, "wav").value()).isEqualTo("results/chap-001/audio.wav");
        assertThat(BucketLayout.audioByHash(id, "ab", "wav").value())
                .isEqualTo("results/chap-001/audio-ab.wav");
        assertThat(BucketLayout.refusal(id, "ab").value()).isEqualTo("refusals/chap-001/ab.json");
        assertThat(BucketLayout.voiceManifest(new VoiceId("joe"), "v1").value())
                .isEqualTo("voices/joe/v1/manifest.json");
    }

    @Test
    void namesJobTopicsByLaneAndVoice() {
        VoiceId voice = new VoiceId("a.b_c-d");
        assertThat(Topics.jobs(Lane.BULK, voice)).isEqualTo("tts.jobs.bulk.a.b_c-d");
        assertThat(Topics.voiceOf(Lane.BULK, "tts.jobs.bulk.a.b_c-d")).contains(voice);
        assertThat(Topics.voiceOf(Lane.INTERACTIVE, "tts.jobs.bulk.a.b_c-d"))
                .isEqualTo(Optional.empty());
        assertThat(Topics.voiceOf(Lane.BULK, "tts.jobs.bulk.")).isEmpty();
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
