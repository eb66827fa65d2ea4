package voxfarm.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.voice.PackageFile;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;

/** What every engine does with a voice; run on the fake, on the real one, and on the isolated. */
public abstract class SynthesisEngineContract {
    /** What a batch may change of a sample. */
    private static final float TOLERANCE = 1e-4f;

    protected abstract SynthesisEngine engine();

    /** A sound one of one speaker. */
    protected abstract VoicePackage voice();

    /** Different ones, that this voice can speak. */
    protected abstract List<String> texts();

    private Utterance utterance(String text) {
        VoiceManifest manifest = voice().manifest();
        return new Utterance(
                new Segment(0, text, manifest.language(), 0),
                new SpeechSettings(
                        new SpokenBy(
                                manifest.voice(),
                                manifest.version(),
                                manifest.speakers().getFirst()),
                        manifest.language(),
                        manifest.defaults(),
                        7,
                        OutputSettings.defaults(),
                        Expression.NONE,
                        List.of()));
    }

    private float[] samples(LoadedVoice loaded, String text) {
        return loaded.speak(utterance(text)).audio().samples();
    }

    @Test
    void speaksAtTheRateOfTheVoice() {
        try (LoadedVoice loaded = engine().load(voice())) {
            LoadedVoice.Spoken spoken = loaded.speak(utterance(texts().getFirst()));

            assertThat(spoken.audio().sampleRateHz()).isEqualTo(voice().manifest().sampleRateHz());
            assertThat(spoken.audio().samples()).isNotEmpty();
            for (float sample : spoken.audio().samples()) {
                assertThat(sample).isFinite();
            }
        }
    }

    @Test
    void wordsLieInTheirOrderWithinTheSound() {
        try (LoadedVoice loaded = engine().load(voice())) {
            LoadedVoice.Spoken spoken = loaded.speak(utterance(texts().getFirst()));
            double at = 0;
            for (SpokenWord word : spoken.words()) {
                assertThat(word.startSeconds()).isGreaterThanOrEqualTo(at);
                assertThat(word.endSeconds()).isGreaterThanOrEqualTo(word.startSeconds());
                at = word.startSeconds();
                assertThat(word.endSeconds())
                        .isLessThanOrEqualTo(spoken.audio().durationSeconds() + 1e-6);
            }
        }
    }

    @Test
    void theSameUtteranceGivesTheSameSamplesWhateverWasSpokenBefore() {
        try (LoadedVoice loaded = engine().load(voice())) {
            float[] first = samples(loaded, texts().get(0));
            float[] other = samples(loaded, texts().get(1));

            assertThat(other).isNotEqualTo(first);
            assertThat(samples(loaded, texts().get(0))).isEqualTo(first);
        }
    }

    @Test
    void severalAtOnceSoundAsEachAlone() {
        try (LoadedVoice loaded = engine().load(voice())) {
            List<LoadedVoice.Spoken> together =
                    loaded.speakAll(texts().stream().map(this::utterance).toList());

            assertThat(together).hasSameSizeAs(texts());
            for (int i = 0; i < together.size(); i++) {
                float[] alone = samples(loaded, texts().get(i));
                float[] found = together.get(i).audio().samples();
                assertThat(found).as(texts().get(i)).hasSameSizeAs(alone);
                for (int s = 0; s < alone.length; s++) {
                    if (Math.abs(found[s] - alone[s]) > TOLERANCE) {
                        throw new AssertionError(texts().get(i) + " differs at sample " + s);
                    }
                }
            }
        }
    }

    @Test
    void anyNumberOfCallersSpeakAtOnce() throws Exception {
        try (LoadedVoice loaded = engine().load(voice());
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            float[] alone = samples(loaded, texts().getFirst());
            List<Future<float[]>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(callers.submit(() -> samples(loaded, texts().getFirst())));
            }
            for (Future<float[]> one : all) {
                assertThat(one.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void aVoiceIsLoadedAsOftenAsOneLikes() {
        try (LoadedVoice kept = engine().load(voice())) {
            float[] before = samples(kept, texts().getFirst());
            LoadedVoice gone = engine().load(voice());
            assertThat(samples(gone, texts().getFirst())).isEqualTo(before);
            gone.close();
            gone.close(); // twice is harmless

            assertThat(samples(kept, texts().getFirst())).isEqualTo(before);
        }
    }

    @Test
    void revivesNothingThatIsAlive() {
        try (LoadedVoice loaded = engine().load(voice())) {
            float[] before = samples(loaded, texts().getFirst());
            loaded.revive();

            assertThat(samples(loaded, texts().getFirst())).isEqualTo(before);
        }
    }

    @Test
    void refusesAPackageWithDamagedFilesAndLoadsTheNext(@TempDir Path folder) throws IOException {
        for (PackageFile file : voice().manifest().files()) {
            Files.write(folder.resolve(file.name()), new byte[3]);
        }
        Files.copy(voice().file(VoicePackage.MANIFEST), folder.resolve(VoicePackage.MANIFEST));
        VoicePackage damaged = new VoicePackage(voice().manifest(), folder);

        assertThatThrownBy(() -> engine().load(damaged))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.VOICE_BROKEN));
        try (LoadedVoice loaded = engine().load(voice())) {
            assertThat(samples(loaded, texts().getFirst())).isNotEmpty();
        }
    }

    @Test
    void namesItsDevice() {
        assertThat(engine().device()).isNotBlank();
    }
}
