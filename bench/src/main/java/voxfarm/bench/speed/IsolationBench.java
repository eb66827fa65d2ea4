package voxfarm.bench.speed;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.RuntimeLibraries;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.isolation.EngineCommand;
import voxfarm.worker.isolation.IsolatedEngine;

/** {@code voxfarm bench isolation}: what an engine in a process of its own costs. */
@Command(
        name = "isolation",
        mixinStandardHelpOptions = true,
        description = "Speaks the same texts in this process and in another, turn by turn.")
public final class IsolationBench implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int rounds = 12;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        EngineSettings settings =
                new EngineSettings("cpu", "auto", 1, "espeak-ng", List.of(), ".", false);
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            VoicePackage voicePackage = BundledVoice.importInto(folder.path());
            long begun = System.nanoTime();
            try (SynthesisEngine here = settings.start();
                    IsolatedEngine apart =
                            IsolatedEngine.start(
                                    settings,
                                    EngineCommand.ofHost(new RuntimeLibraries(folder.path())));
                    LoadedVoice inside = here.load(voicePackage);
                    LoadedVoice outside = apart.load(voicePackage)) {
                report.figure("start_and_load_s", (System.nanoTime() - begun) / 1e9, "s, both");
                speak(inside, voicePackage);
                speak(outside, voicePackage);
                double[] insideMillis = new double[rounds];
                double[] outsideMillis = new double[rounds];
                for (int i = 0; i < rounds; i++) {
                    insideMillis[i] = speak(inside, voicePackage);
                    outsideMillis[i] = speak(outside, voicePackage);
                }
                double in = Report.percentile(insideMillis, 0.5);
                double out = Report.percentile(outsideMillis, 0.5);
                report.figure("in_this_process_ms", in, "ms a round");
                report.figure("in_its_own_process_ms", out, "ms a round");
                report.figure("cost_ms", (out - in) / BundledVoice.TEXTS.size(), "ms a segment");
                report.figure("resident_mib", residentMebibytes(apart.pid()), "MiB, its process");
                report.ratio(in / out, "the engine in this process (segments per second)");
            }
        }
        return 0;
    }

    private static double speak(LoadedVoice voice, VoicePackage voicePackage) {
        long begun = System.nanoTime();
        for (String text : BundledVoice.TEXTS) {
            voice.speak(
                    new Utterance(
                            new Segment(0, text, Language.EN, 0),
                            BundledVoice.settings(voicePackage)));
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    static double residentMebibytes(long pid) throws java.io.IOException {
        return java.nio.file.Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
