package voxfarm.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;

class ClipJoinerTest {
    private static final int RATE = 1000;
    private static final long SEED = 7;

    @TempDir Path folder;

    private static List<PcmAudio> clips() {
        Random random = new Random(SEED);
        List<PcmAudio> clips = new ArrayList<>();
        for (int length : new int[] {1, 9000, 3, 20_000}) {
            float[] samples = new float[length];
            for (int i = 0; i < length; i++) {
                samples[i] = random.nextFloat() * 2 - 1;
            }
            clips.add(new PcmAudio(samples, RATE));
        }
        return clips;
    }

    private static ClipJoiner.Place place(PcmAudio clip, double pause, boolean more) {
        return new ClipJoiner.Place(clip.samples().length, RATE, pause, more);
    }

    private static List<Float> joined(List<PcmAudio> clips, double pause) throws Exception {
        List<Float> all = new ArrayList<>();
        ClipJoiner joiner =
                new ClipJoiner(
                        0.5f,
                        (block, count) -> {
                            for (int i = 0; i < count; i++) {
                                all.add(block[i]);
                            }
                        });
        for (PcmAudio clip : clips) {
            joiner.add(
                    place(clip, pause, joiner.clips() < clips.size() - 1),
                    ClipJoiner.Samples.of(clip));
        }
        return all;
    }

    /** The plain version: every sample by the definition, of whole arrays. */
    @Test
    void fadesOverTwoMillisecondsAndKeepsTheOuterEnds() throws Exception {
        List<Float> expected = new ArrayList<>();
        List<PcmAudio> clips = clips();
        for (int c = 0; c < clips.size(); c++) {
            float[] samples = clips.get(c).samples();
            for (int i = 0; i < samples.length; i++) {
                double in = c == 0 ? 1 : (i + 0.5) / 2;
                double out = c == clips.size() - 1 ? 1 : (samples.length - i - 0.5) / 2;
                float faded = samples[i] * (float) Math.min(1, Math.min(in, out));
                expected.add(faded * 0.5f);
            }
        }

        assertThat(joined(clips, 0)).isEqualTo(expected);
    }

    @Test
    void aPauseIsWholeSamplesAndFadesWhatIsBeforeIt() throws Exception {
        PcmAudio clip = new PcmAudio(new float[] {1, 1, 1, 1}, RATE);

        assertThat(joined(List.of(clip), 0.0034))
                .containsExactly(0.5f, 0.5f, 0.375f, 0.125f, 0f, 0f, 0f);
    }

    @Test
    void leavesWhatItIsGivenAsItIs() throws Exception {
        PcmAudio clip = new PcmAudio(new float[] {1, 1, 1}, RATE);
        joined(List.of(clip, clip), 0);

        assertThat(clip.samples()).containsOnly(1f);
    }

    @ParameterizedTest
    @EnumSource(OutputSettings.Level.class)
    void makesTheSameFileInMemoryAndOnDisk(OutputSettings.Level level) throws Exception {
        OutputSettings output = OutputSettings.of(AudioFormat.WAV, level);
        JoinedFile.Sum sum = new JoinedFile.Sum();
        List<PcmAudio> clips = clips();
        clips.forEach(clip -> sum.add(clip.samples().length, RATE, clip.peak(), 0.1));
        JoinedFile.Clips all =
                joiner -> {
                    for (PcmAudio clip : clips) {
                        joiner.add(
                                place(clip, 0.1, joiner.clips() < clips.size() - 1),
                                ClipJoiner.Samples.of(clip));
                    }
                    return true;
                };
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        Path file = folder.resolve("file");

        JoinedFile first =
                JoinedFile.make(output, sum, all, new JoinedFile.Target.Memory(memory))
                        .orElseThrow();
        JoinedFile second =
                JoinedFile.make(
                                output,
                                sum,
                                all,
                                new JoinedFile.Target.Disk(file, folder.resolve("spool")))
                        .orElseThrow();

        assertThat(Files.readAllBytes(file)).isEqualTo(memory.toByteArray());
        assertThat(second).isEqualTo(first);
        assertThat(first.seconds()).isEqualTo(29.404);
    }
}
