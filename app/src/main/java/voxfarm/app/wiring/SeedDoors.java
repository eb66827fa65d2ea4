package voxfarm.app.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.config.SeedServer;
import voxfarm.common.error.Defects;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.plan.ScaleChoices;
import voxfarm.common.voice.UnservedVoice;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.ConfiguredVoices;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.seed.SeedModelsApi;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackageStore;

/** Makes what the original's API needs, from the configuration. */
public final class SeedDoors {
    private static final Logger LOG = LoggerFactory.getLogger(SeedDoors.class);

    private SeedDoors() {}

    /**
     * What came of the models of the configuration.
     *
     * @param voices with defaults of their speakers, and of all voices
     * @param unserved models that could not be imported
     */
    public record Opened(ConfiguredVoices voices, List<UnservedVoice> unserved) {
        public Opened {
            unserved = List.copyOf(unserved);
        }
    }

    /**
     * Imports the models of the {@code server} section. One that cannot be imported is named in the
     * log and holds up no other.
     *
     * @param roots folders whose files callers may name
     */
    public static Opened open(
            FarmConfig config,
            List<Path> roots,
            VoiceImporter importer,
            VoicePackageStore packages,
            LongSteps steps) {
        return open(config, roots, new VoiceImports(importer, packages), steps);
    }

    static Opened open(FarmConfig config, List<Path> roots, VoiceImport imports, LongSteps steps) {
        Models models = new Models(config.server());
        for (SeedServer.Model model : config.server().models()) {
            try {
                models.add(
                        model,
                        steps.get(
                                "importing model " + model.model(),
                                () -> importVoice(model, imports)));
            } catch (VoxfarmException e) {
                if (e.code().retryable()) {
                    throw e;
                }
                models.passOver(model, String.valueOf(e.getMessage()));
            } catch (RuntimeException | StackOverflowError e) { // one model stops no start
                models.passOver(
                        model,
                        "the import failed: " + Defects.told(LOG, "model " + model.model(), e));
            }
        }
        return new Opened(
                new ConfiguredVoices(
                        new VoiceDefaults(models.sliders, models.languages, Configs.pauses(config)),
                        Configs.deviceWishes(config),
                        new SeedDoor(models.all, roots, imports, config.translator()),
                        new LocalPhonemizers(config.voices().espeak()),
                        new BookOrders()),
                models.unserved);
    }

    /** Those of the section, while they are imported one after the other. */
    private static final class Models {
        private final SeedServer server;
        private final List<Optional<SeedModels.Model>> all = new ArrayList<>();
        private final Map<VoiceId, Map<String, ScaleChoices>> sliders = new HashMap<>();
        private final Map<VoiceId, Language> languages = new HashMap<>();
        private final List<UnservedVoice> unserved = new ArrayList<>();

        Models(SeedServer server) {
            this.server = server;
        }

        void add(SeedServer.Model model, VoiceManifest voice) {
            all.add(Optional.of(describe(model, server, voice)));
            // of two models of one voice, the first is that of requests that know no numbers
            sliders.putIfAbsent(voice.voice(), slidersOf(model, voice));
            language(model, voice)
                    .ifPresent(language -> languages.putIfAbsent(voice.voice(), language));
        }

        void passOver(SeedServer.Model model, String reason) {
            all.add(Optional.empty()); // its number stays its own
            unserved.add(notServed(model, reason));
        }
    }

    private static UnservedVoice notServed(SeedServer.Model model, String reason) {
        LOG.error("model {} is not served: {}", model.model(), reason);
        return new UnservedVoice("model " + model.model(), reason);
    }

    /** Of those that the voice knows. */
    private static Optional<Language> language(SeedServer.Model model, VoiceManifest voice) {
        return voice.languages().stream()
                .filter(language -> language.code().equalsIgnoreCase(model.language().strip()))
                .findFirst();
    }

    private static VoiceManifest importVoice(SeedServer.Model model, VoiceImport imports) {
        return imports.importVoice(
                absolute(Configs.path(model.model())), absolute(Configs.path(model.config())));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The original's sample file names speakers of another model: those are passed over. */
    private static Map<String, ScaleChoices> slidersOf(
            SeedServer.Model model, VoiceManifest voice) {
        Map<String, ScaleChoices> sliders = new HashMap<>();
        List<String> strangers = new ArrayList<>();
        for (SeedServer.SpeakerDefaults speaker : model.speakers()) {
            if (voice.speaker(speaker.speaker()).isEmpty()) {
                strangers.add(speaker.speaker());
            } else {
                sliders.put(speaker.speaker(), speaker.sliders());
            }
        }
        if (!strangers.isEmpty()) {
            LOG.warn(
                    "model {}: voice {} has no speaker {}; what the configuration says of them is"
                            + " not used",
                    model.model(),
                    voice.voice(),
                    String.join(", ", strangers));
        }
        return sliders;
    }

    private static SeedModels.Model describe(
            SeedServer.Model model, SeedServer server, VoiceManifest voice) {
        Path modelPath = Configs.path(model.model());
        Path configPath = Configs.path(model.config());
        return new SeedModels.Model(
                voice.voice(),
                configPath.normalize().toString(),
                modelPath.normalize().toString(),
                Optional.of(absolute(modelPath)),
                model.device().isBlank() ? server.device() : model.device(),
                model.language(),
                SeedModelsApi.release(absolute(configPath)));
    }
}
