package voxfarm.app.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.app.config.FarmConfig;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.frontend.zh.Pinyin;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.RuntimeLibraries;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.isolation.EngineCommand;
import voxfarm.worker.isolation.IsolatedEngine;

/** Where voices lie, and their import at start. */
public final class VoiceRoots {
    private VoiceRoots() {}

    /** The configured roots, and the voices that come with the farm. */
    public static List<Path> of(FarmConfig.VoicesSection config) {
        List<Path> roots = new ArrayList<>();
        if (Files.isDirectory(bundled())) {
            roots.add(bundled());
        }
        config.roots().forEach(root -> roots.add(Configs.path(root)));
        return roots;
    }

    /** Where the voices lie that come with the farm. */
    static Path bundled() {
        return Installation.home().resolve("models").resolve("voices");
    }

    /** The voices in roots, without an import; what is no voice is left out. */
    public static List<VoiceSource> sources(List<Path> roots, FarmConfig.VoicesSection config) {
        return VoiceFolders.find(roots, phonemizers(config), Pinyin::spelled).voices();
    }

    /**
     * The voice in a folder, by its own name.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_VOICE} if it holds none
     */
    public static VoiceSource only(Path folder) {
        return VoiceFolders.only(folder, Optional.empty(), Pinyin::spelled);
    }

    /**
     * Where BERT models are looked for.
     *
     * @param data folder that may hold {@code bert}
     */
    public static List<Path> bertFolders(FarmConfig.VoicesSection voices, Path data) {
        List<Path> folders = new ArrayList<>();
        voices.bertRoots().forEach(root -> folders.add(Configs.path(root)));
        voices.roots().forEach(root -> folders.add(Configs.path(root).resolve("bert")));
        folders.add(data.resolve("bert"));
        return folders;
    }

    /**
     * Starts the engine as the configuration says.
     *
     * @param data folder that may hold {@code bert}
     * @param bertCache for imported BERT models
     * @param libraries of the runtime, kept for all its processes
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG}, or {@code
     *     DEVICE_UNAVAILABLE} if the device cannot be used
     */
    public static SynthesisEngine startEngine(
            FarmConfig config, Path data, Path bertCache, RuntimeLibraries libraries) {
        FarmConfig.VoicesSection voices = config.voices();
        JapaneseFolders.use(voices, data);
        EngineSettings settings =
                new EngineSettings(
                        config.worker().device(),
                        config.worker().precision(),
                        config.worker().threads(),
                        voices.espeak(),
                        bertFolders(voices, data).stream().map(Path::toString).toList(),
                        bertCache.toString(),
                        bertOff(config));
        if (isolationOff(config)) {
            libraries.useHere();
            return settings.start();
        }
        return IsolatedEngine.start(settings, EngineCommand.ofHost(libraries));
    }

    /** Throws {@code INVALID_CONFIG} if {@code voices.bert} is neither on nor off. */
    static void checkBert(FarmConfig config) {
        var _ = bertOff(config);
    }

    /** Throws {@code INVALID_CONFIG} if {@code worker.isolation} is neither on nor off. */
    static void checkIsolation(FarmConfig config) {
        var _ = isolationOff(config);
    }

    private static boolean bertOff(FarmConfig config) {
        return switchedOff("voices.bert", config.voices().bert(), "required", "off");
    }

    private static boolean isolationOff(FarmConfig config) {
        return switchedOff("worker.isolation", config.worker().isolation(), "process", "none");
    }

    private static boolean switchedOff(String name, String value, String on, String off) {
        if (!value.equals(on) && !value.equals(off)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_CONFIG,
                    "%s: expected %s or %s, was %s",
                    name,
                    on,
                    off,
                    Problems.quote(value));
        }
        return value.equals(off);
    }

    /**
     * The imports of all voices in roots. What lies there and is no voice is named, and holds up
     * nothing.
     */
    public static RootImports imports(
            List<Path> roots,
            FarmConfig.VoicesSection config,
            VoiceImporter importer,
            VoicePackageStore packages,
            LongSteps steps) {
        return new RootImports(
                VoiceFolders.find(roots, phonemizers(config), Pinyin::spelled),
                importer,
                packages,
                steps);
    }

    /** By voice. Throws {@code INVALID_CONFIG} if there is none of a name. */
    static Map<String, VoiceSource.Phonemizer> phonemizers(FarmConfig.VoicesSection config) {
        Map<String, VoiceSource.Phonemizer> phonemizers = new HashMap<>();
        config.phonemizers()
                .forEach((voice, name) -> {
                    switch (name) {
                        case "builtin" -> phonemizers.put(voice, VoiceSource.Phonemizer.BUILTIN);
                        case "espeak-ng" ->
                                phonemizers.put(voice, VoiceSource.Phonemizer.ESPEAK_NG);
                        default ->
                                throw VoxfarmException.of(
                                        ErrorCode.INVALID_CONFIG,
                                        "voices.phonemizers.%s: expected builtin or espeak-ng, was"
                                                + " %s",
                                        voice,
                                        Problems.quote(name));
                    }
                });
        return phonemizers;
    }
}
