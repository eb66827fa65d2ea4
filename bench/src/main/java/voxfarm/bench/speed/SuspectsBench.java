package voxfarm.bench.speed;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.Utterance;
import voxfarm.worker.speak.SoundGate;

/** How often sounds of a good voice are suspect, and what looking at them costs. */
@Command(
        name = "suspects",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks sentences of a text with the bundled voice and judges each sound; false alarms,"
                    + " and CPU time beside that of speaking."
        })
public final class SuspectsBench implements Callable<Integer> {
    private static final int MAX_CHARACTERS = 300;

    @Parameters(paramLabel = "FILE", description = "Text in UTF-8.")
    @Nullable Path file;

    @Option(
            names = "--sentences",
            paramLabel = "N",
            description = "How many, spread evenly over the text. Default: ${DEFAULT-VALUE}.")
    int sentences = 300;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        Path text = file == null ? Path.of("") : file;
        int every = Math.max(1, count(text) / Math.max(1, sentences));
        double speaking = 0;
        double judging = 0;
        double seconds = 0;
        int spokenCount = 0;
        int suspects = 0;
        try (TemporaryFolder folder = TemporaryFolder.create("bench");
                OnnxEngine engine =
                        OnnxEngine.start(new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
                BufferedReader in = Files.newBufferedReader(text)) {
            VoicePackage voicePackage = BundledVoice.importInto(folder.path());
            SpeechSettings settings = BundledVoice.settings(voicePackage);
            try (LoadedVoice voice = engine.load(voicePackage)) {
                Iterator<SentenceSplitter.Piece> pieces =
                        SentenceSplitter.read(in, true, MAX_CHARACTERS);
                for (int i = 0; pieces.hasNext() && spokenCount < sentences; i++) {
                    String sentence = pieces.next().text();
                    if (i % every != 0) {
                        continue;
                    }
                    double begun = GemmPeak.cpuSeconds();
                    LoadedVoice.Spoken spoken =
                            voice.speak(
                                    new Utterance(
                                            new Segment(i, sentence, Language.EN, 0), settings));
                    double said = GemmPeak.cpuSeconds();
                    Optional<SoundGate.Suspicion> suspicion =
                            SoundGate.judge(spoken, settings.scales().lengthScale());
                    judging += GemmPeak.cpuSeconds() - said;
                    speaking += said - begun;
                    seconds += spoken.audio().durationSeconds();
                    spokenCount++;
                    if (suspicion.isPresent()) {
                        suspects++;
                        report.line(
                                "%s: %s: %s",
                                suspicion.get().defect(), suspicion.get().detail(), sentence);
                    }
                }
            }
        }
        report.figure("sentences", spokenCount, "");
        report.figure("audio_s", seconds, "s");
        report.figure("suspects", suspects, "of those");
        report.figure("judging_cpu_share", 100 * judging / speaking, "% of speaking");
        report.line(
                "%s",
                String.format(
                        Locale.ROOT,
                        "sentences %d suspects %d cost %.2f %%",
                        spokenCount,
                        suspects,
                        100 * judging / speaking));
        return 0;
    }

    private static int count(Path text) throws Exception {
        int count = 0;
        try (BufferedReader in = Files.newBufferedReader(text)) {
            Iterator<SentenceSplitter.Piece> pieces =
                    SentenceSplitter.read(in, true, MAX_CHARACTERS);
            for (; pieces.hasNext(); count++) {
                var _ = pieces.next();
            }
        }
        return count;
    }
}
