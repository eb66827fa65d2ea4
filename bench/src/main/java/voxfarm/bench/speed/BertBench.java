package voxfarm.bench.speed;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.bench.device.DeviceOption;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.models.bert.BertConfig;
import voxfarm.models.bert.BertImport;
import voxfarm.worker.engine.BertEncoder;
import voxfarm.worker.engine.OnnxEngine;

/** A BERT model: import, load, CPU time of a sentence. */
@Command(
        name = "bert",
        mixinStandardHelpOptions = true,
        description = "Time to import a BERT folder, to load it, and CPU time per sentence.")
public final class BertBench implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Folder with config.json, vocab.txt and pytorch_model.bin.")
    Path model = Path.of(".");

    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int rounds = 5;

    @Mixin DeviceOption device = new DeviceOption();
    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        device.prepare();
        try (TemporaryFolder temporary = TemporaryFolder.create("bench")) {
            measure(temporary.path());
        }
        return 0;
    }

    private void measure(Path temporary) throws Exception {
        double peak = GemmPeak.measure(temporary);
        report.figure("gemm_gflops", peak / 1e9, "GFLOP/s of one core, fp32 product of 768");
        long begun = System.nanoTime();
        Path imported = BertImport.importInto(model, temporary.resolve("bert"));
        report.figure("import_s", (System.nanoTime() - begun) / 1e9, "s");
        BertConfig config = BertConfig.read(imported.resolve(BertImport.CONFIG));
        begun = System.nanoTime();
        try (OnnxEngine engine = device.startEngine();
                BertEncoder encoder = engine.loadBert(imported)) {
            report.device(engine.device());
            report.figure("load_s", (System.nanoTime() - begun) / 1e9, "s");
            double share = 0;
            for (int tokens : new int[] {32, 102}) {
                long[] ids = new long[tokens];
                Arrays.setAll(ids, i -> 672 + i); // ideographs of the usual vocabulary
                double[] cpu = new double[rounds];
                for (int round = -1; round < rounds; round++) {
                    double start = GemmPeak.cpuSeconds();
                    encoder.encode(ids);
                    if (round >= 0) {
                        cpu[round] = GemmPeak.cpuSeconds() - start;
                    }
                }
                double seconds = Report.percentile(cpu, 0.5);
                report.figure("tokens_" + tokens + "_cpu_s", seconds, "CPU s a sentence");
                share = multiplications(config, tokens) * 2 / seconds / peak;
                report.figure("tokens_" + tokens + "_share_of_gemm_peak", share, "");
            }
            report.ratio(
                    share, "the runtime's own matrix product (FLOP per CPU second, 102 tokens)");
        }
    }

    private static double multiplications(BertConfig c, int tokens) {
        double h = c.hidden();
        double layer = 4 * h * h + 2 * h * c.intermediate() + 2 * h * tokens;
        return layer * tokens * (c.layers() - 2);
    }
}
