package voxfarm.dispatcher.api.seed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.local.LocalFrontEnds;

/**
 * The numbers that the original's API gives to models: those of the configuration in its order,
 * then the other voices of the farm by name, then what callers add. A number is not used again. As
 * there, they are those of one process. Thread-safe.
 */
public final class SeedModels {
    private final VoiceCatalog catalog;
    private final UnaryOperator<String> devices;

    /** Guarded by this, as are the others. */
    private final SortedMap<Integer, Model> models = new TreeMap<>();

    private final Map<VoiceId, Boolean> numbered = new HashMap<>();
    private int next;

    /**
     * A model under its number.
     *
     * @param configPath as the API shows it
     * @param modelPath as the API shows it
     * @param file of the checkpoint, by its real path, where it was named by one
     * @param device as it was asked for
     * @param language where a call names none
     * @param version release of the model, as its own file says
     */
    public record Model(
            VoiceId voice,
            String configPath,
            String modelPath,
            Optional<Path> file,
            String device,
            String language,
            String version) {}

    /**
     * @param devices the device that is used where one was asked for
     */
    public SeedModels(VoiceCatalog catalog, UnaryOperator<String> devices) {
        this.catalog = catalog;
        this.devices = devices;
    }

    /** Gives a model the next number. */
    public synchronized int add(Model model) {
        models.put(next, model);
        numbered.put(model.voice(), true);
        return next++;
    }

    /** Gives the next number to nobody: a model that is not there must not be another one. */
    public synchronized void passOver() {
        next++;
    }

    /** False if there was none of that number. */
    synchronized boolean remove(int number) {
        return models.remove(number) != null;
    }

    synchronized Optional<Model> find(int number) {
        numberNewVoices();
        return Optional.ofNullable(models.get(number));
    }

    synchronized SortedMap<Integer, Model> all() {
        numberNewVoices();
        return new TreeMap<>(models);
    }

    /** Real paths of the checkpoints in use. */
    synchronized Set<Path> files() {
        return models.values().stream()
                .flatMap(model -> model.file().stream())
                .collect(Collectors.toSet());
    }

    /** Voices that came into the farm on another way than this API. */
    private void numberNewVoices() {
        for (VoiceManifest voice : catalog.all()) {
            if (!numbered.containsKey(voice.voice())) {
                String folder = "voices/" + voice.voice();
                var _ =
                        add(
                                new Model(
                                        voice.voice(),
                                        folder + "/config.json",
                                        folder,
                                        Optional.empty(),
                                        "auto",
                                        own(voice).code(),
                                        release(voice)));
            }
        }
    }

    /** As the model's own file says; a Piper voice has none, and is told by its package. */
    private static String release(VoiceManifest voice) {
        return switch (voice.kind()) {
            case BERT_VITS2 -> voice.phonemizerVoice();
            case PIPER -> voice.version().value();
        };
    }

    /** What a voice speaks where nobody says what. */
    private static Language own(VoiceManifest voice) {
        return LocalFrontEnds.all().spokenBy(voice).stream().findFirst().orElse(voice.language());
    }

    Optional<VoiceManifest> manifest(Model model) {
        return catalog.find(model.voice());
    }

    /** What the API tells of a model: the device is the one that it runs on. */
    ObjectNode describe(Model model) {
        ObjectNode node =
                Json.object()
                        .put("config_path", model.configPath())
                        .put("model_path", model.modelPath())
                        .put("device", devices.apply(model.device()))
                        .put("language", model.language());
        ObjectNode byName = node.putObject("spk2id");
        ObjectNode byId = node.putObject("id2spk");
        manifest(model)
                .ifPresent(manifest ->
                        manifest.speakers()
                                .forEach(speaker -> {
                                    byName.put(speaker.name(), speaker.id());
                                    byId.put(String.valueOf(speaker.id()), speaker.name());
                                }));
        node.put("version", model.version());
        manifest(model)
                .filter(manifest -> !manifest.styles().isEmpty())
                .ifPresent(manifest -> {
                    // as Style-Bert-VITS2's server tells it
                    ObjectNode styles = node.putObject("style2id");
                    manifest.styles().forEach(style -> styles.put(style, styles.size()));
                });
        return node;
    }
}
