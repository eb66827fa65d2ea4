package voxfarm.app.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.config.SeedServer;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.seed.SeedDoor;
import voxfarm.dispatcher.api.seed.SeedModels;
import voxfarm.dispatcher.api.seed.SeedModelsApi;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.packages.VoicePackageStore;

/** Makes what the original's API needs, from the configuration. */
public final class SeedDoors {
    private static final Logger LOG = LoggerFactory.getLogger(SeedDoors.class);

    private SeedDoors() {}

    /**
     * Imports the models of the {@code server} section. One that cannot be imported is named in the
     * log and holds up no other.
     *
     * @param roots folders whose files callers may name
     */
    public static SeedDoor open(
            FarmConfig config,
            List<Path> roots,
            VoiceImporter importer,
            VoicePackageStore packages) {
        VoiceImport imports = new VoiceImports(importer, packages);
        List<SeedModels.Model> models = new ArrayList<>();
        for (SeedServer.Model model : config.server().models()) {
            try {
                models.add(load(model, config.server(), imports));
            } catch (VoxfarmException e) {
                if (e.code().retryable()) {
                    throw e;
                }
                LOG.error("model {} is not served: {}", model.model(), e.getMessage());
            } catch (RuntimeException | StackOverflowError e) { // one model stops no start
                LOG.error("model {} is not served: {}", model.model(), e.toString());
            }
        }
        return new SeedDoor(models, roots, imports, config.translator());
    }

    private static SeedModels.Model load(
            SeedServer.Model model, SeedServer server, VoiceImport imports) {
        Path modelPath = Configs.path(model.model());
        Path configPath = Configs.path(model.config());
        Path checkpoint = modelPath.toAbsolutePath().normalize();
        Path configFile = configPath.toAbsolutePath().normalize();
        VoiceManifest voice = imports.importVoice(checkpoint, configFile);
        return new SeedModels.Model(
                voice.voice(),
                configPath.normalize().toString(),
                modelPath.normalize().toString(),
                Optional.of(checkpoint),
                model.device().isBlank() ? server.device() : model.device(),
                model.language(),
                SeedModelsApi.release(configFile));
    }
}
