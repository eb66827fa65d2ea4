package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.language.Language;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.MeetingWrites;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.worker.assembly.SoundFile;

class ResultWriterTest {
    private static final Warning OF_THE_DOOR = new Warning("unknown_member", "foo");
    private static final Warning OF_THE_VOICE = new Warning("not_spoken", "x");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final SynthesisJob job =
            new SynthesisJob(
                    new RequestId("r1"),
                    AcceptedBy.UNKNOWN,
                    0,
                    Lane.INTERACTIVE,
                    Instant.EPOCH,
                    Optional.empty(),
                    new SpeechSettings(
                            new SpokenBy(
                                    new VoiceId("joe"),
                                    VoiceVersion.NONE,
                                    new Speaker(0, "default")),
                            Language.EN,
                            Scales.ORIGINAL_DEFAULTS,
                            0,
                            OutputSettings.defaults(),
                            Expression.NONE,
                            List.of()),
                    new Work.Single(List.of(new Segment(0, "one", Language.EN, 0))),
                    List.of(OF_THE_DOOR));

    /** The document waits for both, they do not wait for one another. */
    @Test
    void storesAudioAndTimingsAtOnceAndTheResultBehindThem() {
        ResultWriter results =
                new ResultWriter(
                        new MeetingWrites(store, List.of("results/r1/audio", "results/r1/timings")),
                        SideBySide.AT_ONCE,
                        InstantSource.fixed(Instant.EPOCH),
                        "w1");
        SynthesisResult stored;
        try (SoundFile speech =
                new SoundFile(
                        content("sound"),
                        new SoundFile.Sound(1000, 1, 0.5, new AudioLevels(-23, -1, -26, -60)),
                        new SoundFile.Making(Instant.EPOCH, EngineWork.NONE),
                        Optional.of(content("words")),
                        Map.of(),
                        List.of(OF_THE_VOICE),
                        Optional.empty())) {
            stored = results.storeCompleted(job, speech, 1);
        }

        assertThat(stored.warnings()).containsExactly(OF_THE_DOOR, OF_THE_VOICE);
        assertThat(stored.timings()).contains(new ObjectKey("results/r1/timings.json"));
        assertThat(store.writes())
                .hasSize(3)
                .contains("results/r1/audio.wav", "results/r1/timings.json")
                .last()
                .isEqualTo("results/r1/result.json");
    }

    private static SoundFile.Content content(String text) {
        return new SoundFile.Content.InMemory(text.getBytes(StandardCharsets.UTF_8));
    }
}
