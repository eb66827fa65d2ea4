package voxfarm.app.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.telemetry.Metric;
import voxfarm.common.telemetry.Metrics;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.frontend.zh.Pinyin;
import voxfarm.models.importer.ImportProgress;
import voxfarm.models.importer.PackageMaker;
import voxfarm.models.importer.VoiceFolders;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.models.packages.VoicePackageStore;
import voxfarm.worker.engine.RuntimeLibraries;
import voxfarm.worker.isolation.IsolatedImports;

/** Imports what callers bring, one voice at a time. */
public final class VoiceImports implements VoiceImport {
    private final VoiceImporter importer;
    private final VoicePackageStore packages;

    VoiceImports(VoiceImporter importer, VoicePackageStore packages) {
        this.importer = importer;
        this.packages = packages;
    }

    /**
     * An importer that reads what people bring in a process of its own.
     *
     * @param libraries of the runtime, which tries the voices
     * @param metrics told of every voice that is made
     */
    public static VoiceImporter apart(
            VoicePackageCache cache,
            RuntimeLibraries libraries,
            InstantSource clock,
            Metrics metrics) {
        return new VoiceImporter(
                cache,
                clock,
                ImportProgress.SILENT,
                timed(new IsolatedImports(libraries), metrics));
    }

    private static PackageMaker timed(PackageMaker maker, Metrics metrics) {
        return (source, sources, version, folder) -> {
            long begun = System.nanoTime();
            String outcome = "failed";
            try {
                VoiceManifest made = maker.make(source, sources, version, folder);
                outcome = "done";
                return made;
            } finally {
                metrics.time(Metric.IMPORT_SECONDS, System.nanoTime() - begun, outcome);
            }
        };
    }

    @Override
    public VoiceManifest importVoice(Path checkpoint, Path config) {
        return importSource(VoiceFolders.ofFiles(checkpoint, config));
    }

    @Override
    public VoiceManifest importVoice(Path checkpoint, Path config, Opener files) {
        VoiceSource source = VoiceFolders.ofFiles(checkpoint, config);
        try (TemporaryFolder own = TemporaryFolder.create("import-")) {
            return importSource(new OpenedFiles(files, own.path()).copy(source));
        } catch (IOException e) {
            throw FileFailure.notKept("the voice's files", e);
        }
    }

    @Override
    public VoiceManifest importFolder(VoiceId voice, Path folder) {
        return importSource(VoiceFolders.only(folder, Optional.of(voice), Pinyin::spelled));
    }

    private synchronized VoiceManifest importSource(VoiceSource source) {
        VoicePackage voice = importer.importVoice(source);
        packages.publish(voice);
        return voice.manifest();
    }
}
