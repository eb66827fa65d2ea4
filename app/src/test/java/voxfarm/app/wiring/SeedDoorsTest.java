package voxfarm.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.plan.SpeakerChoice;
import voxfarm.common.voice.Manifests;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceKind;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.acceptance.VoiceDefaults;

class SeedDoorsTest {
    private static final Scales OWN = new Scales(0.4, 0.5, 0.6, 1.1);

    @TempDir Path folder;

    /** Every checkpoint is a voice of the name of its folder. */
    private static final class Imports implements VoiceImport {
        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config) {
            String name = checkpoint.resolveSibling("").getFileName().toString();
            if (name.equals("broken")) {
                throw new VoxfarmException(ErrorCode.INVALID_VOICE, "not a checkpoint");
            }
            return voice(name);
        }

        @Override
        public VoiceManifest importVoice(Path checkpoint, Path config, Opener files) {
            return importVoice(checkpoint, config);
        }

        @Override
        public VoiceManifest importFolder(VoiceId voice, Path folder) {
            return voice(voice.value());
        }
    }

    private static VoiceManifest voice(String name) {
        return Manifests.of(name)
                .kind(VoiceKind.BERT_VITS2)
                .sampleRateHz(44_100)
                .hopLength(512)
                .speakers(List.of(new Speaker(0, "科比"), new Speaker(1, "五条悟")))
                .languages(List.of(Language.ZH, Language.JP))
                .defaults(OWN)
                .phonemizerVoice("")
                .build();
    }

    private VoiceDefaults defaults(String models) throws IOException {
        return open(models).voices().defaults();
    }

    private SeedDoors.Opened open(String models) throws IOException {
        for (String name : List.of("kobe", "broken")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve(name)).resolve("config.json"),
                    "{\"version\":\"2.3\"}");
        }
        Path file =
                Files.writeString(
                        folder.resolve("config.yml"),
                        "server:\n  models:\n" + models.replace("DIR", folder.toString()));
        FarmConfig config =
                Configs.load(file, Configs.Overrides.NONE, new PrintWriter(new StringWriter()));
        return SeedDoors.open(config, List.of(), new Imports(), LongSteps.SILENT);
    }

    @Test
    void givesSpeakersTheSlidersThatTheOriginalsFileNames() throws IOException {
        VoiceDefaults defaults =
                defaults(
                        """
                            - model: DIR/broken/G_1.pth
                              config: DIR/broken/config.json
                              language: ZH
                              speakers:
                                - {speaker: 科比, sdp_ratio: 0.9}
                            - model: DIR/kobe/G_1.pth
                              config: DIR/kobe/config.json
                              language: jp
                              speakers:
                                - speaker: 科比
                                  sdp_ratio: 0.2
                                  noise_scale: 0.7
                                  noise_scale_w: 0.9
                                  length_scale: 0.5
                                - speaker: 安倍晋三
                                  length_scale: 9
                            - model: DIR/kobe/G_1.pth
                              config: DIR/kobe/config.json
                              language: ZH
                              speakers:
                                - {speaker: 科比, length_scale: 3}
                        """);
        VoiceManifest kobe = voice("kobe");

        assertThat(defaults.scales(kobe, new SpeakerChoice.ByName("科比")))
                .isEqualTo(defaults.scales(kobe, new SpeakerChoice.ById(0)))
                .isEqualTo(defaults.scales(kobe, new SpeakerChoice.Default()))
                .isEqualTo(new Scales(0.2, 0.7, 0.9, 0.5));
        assertThat(defaults.scales(kobe, new SpeakerChoice.ByName("五条悟")))
                .as("the file says nothing of them")
                .isEqualTo(OWN);
        assertThat(defaults.languages()).containsExactly(Map.entry(kobe.voice(), Language.JP));
    }

    @Test
    void leavesToTheVoiceWhatTheFileDoesNotName() throws IOException {
        VoiceDefaults defaults =
                defaults(
                        """
                            - model: DIR/kobe/G_1.pth
                              config: DIR/kobe/config.json
                              speakers:
                                - {speaker: 五条悟, length_scale: 1.2}
                        """);

        assertThat(defaults.scales(voice("kobe"), new SpeakerChoice.ByName("五条悟")))
                .isEqualTo(new Scales(OWN.sdpRatio(), OWN.noiseScale(), OWN.noiseScaleW(), 1.2));
    }

    @Test
    void namesAModelThatItCannotServe() throws IOException {
        SeedDoors.Opened opened =
                open(
                        """
                            - {model: DIR/broken/G_1.pth, config: DIR/broken/config.json}
                            - {model: DIR/kobe/G_1.pth, config: DIR/kobe/config.json}
                        """);

        assertThat(opened.voices().seed().models())
                .as("each keeps its number")
                .extracting(model -> model.map(found -> found.voice().value()).orElse("none"))
                .containsExactly("none", "kobe");
        assertThat(opened.unserved())
                .containsExactly(
                        new UnservedVoice(
                                "model " + folder.resolve("broken/G_1.pth"), "not a checkpoint"));
    }
}
