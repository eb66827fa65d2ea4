package voxfarm.bench.speed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.files.Folders;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.importer.VoiceImporter;
import voxfarm.models.importer.VoiceSource;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.packages.VoicePackageCache;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.SingleNetwork;

/** A Bert-VITS2 checkpoint into a package, and the package into memory. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Time to import a Bert-VITS2 voice and to load it; heap in use.")
public final class ImportBench implements Callable<Integer> {
    @Option(
            names = "--voice",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the voice: config.json and G_<step>.pth.")
    Path voice = Path.of(".");

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int rounds = 3;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        try (TemporaryFolder temporary = TemporaryFolder.create("bench")) {
            measure(temporary.path());
        }
        return 0;
    }

    private void measure(Path temporary) throws Exception {
        VoiceSource.BertVits2 source = BertVits2Bench.source(voice);
        double[] imports = new double[rounds];
        double[] copies = new double[rounds];
        double[] loads = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            Path cache = temporary.resolve("cache" + round);
            long begun = System.nanoTime();
            VoicePackage made =
                    new VoiceImporter(new VoicePackageCache(cache), InstantSource.system())
                            .importVoice(source);
            imports[round] = (System.nanoTime() - begun) / 1e9;
            begun = System.nanoTime();
            Path copy = temporary.resolve("copy" + round);
            Files.copy(source.checkpoint(), copy);
            Sha256.hex(copy);
            copies[round] = (System.nanoTime() - begun) / 1e9;
            begun = System.nanoTime();
            try (OnnxEngine engine =
                            OnnxEngine.start(
                                    new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
                    SingleNetwork network = engine.loadNetwork(made)) {
                loads[round] = (System.nanoTime() - begun) / 1e9;
                report.line("round %d: release %s", round, network.profile().release().wireName());
            }
            Folders.delete(cache);
            Files.delete(copy);
        }
        report.figure("import_first_s", imports[0], "s, the first of this process");
        report.figure("import_p50_s", Report.percentile(imports, 0.5), "s");
        report.figure("load_p50_s", Report.percentile(loads, 0.5), "s");
        report.figure("heap_limit_mib", Runtime.getRuntime().maxMemory() / 1048576.0, "MiB");
        report.ratio(
                Report.percentile(imports, 0.5) / Report.percentile(copies, 0.5),
                "copying the checkpoint and hashing the copy (seconds)");
    }
}
