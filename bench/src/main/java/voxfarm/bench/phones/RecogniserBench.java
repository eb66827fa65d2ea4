package voxfarm.bench.phones;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.audio.Encoding;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.bench.speed.BundledVoice;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.voice.Scales;
import voxfarm.frontend.espeak.EspeakProgram;
import voxfarm.frontend.ipa.Phonemizer;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperSymbols;
import voxfarm.worker.engine.PiperVoice;

/** {@code voxfarm bench recogniser}. */
@Command(
        name = "recogniser",
        mixinStandardHelpOptions = true,
        description = {
            "Sounds to let a speech recogniser count the words that it understands.",
            "Speaks sentences with the bundled voice, once with the built-in reader and once with"
                    + " espeak-ng where it is installed; docs/benchmarks.md tells how they are"
                    + " recognised."
        })
public final class RecogniserBench implements Callable<Integer> {
    private static final Scales USUAL = new Scales(1, 0.667, 0.8, 1);

    /** What recognisers are trained on. */
    private static final int RATE_HZ = 16_000;

    @Parameters(paramLabel = "FILE", description = "Sentences in UTF-8, one a line.")
    @Nullable Path sentences;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Gets builtin/001.wav and so on, espeak-ng/001.wav, sentences.txt.")
    Path out = Path.of(".");

    @Option(names = "--espeak", paramLabel = "PROGRAM", description = "Default: ${DEFAULT-VALUE}.")
    String program = "espeak-ng";

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter print = spec.commandLine().getOut();
        List<String> texts = sentences == null ? List.of() : Files.readAllLines(sentences);
        try (TemporaryFolder folder = TemporaryFolder.create("bench");
                LocalPhonemizers phonemizers = new LocalPhonemizers(program)) {
            VoicePackage voicePackage = BundledVoice.importInto(folder.path());
            try (OnnxEngine engine = OnnxEngine.start(new Device.Cpu(), 1, phonemizers);
                    PiperVoice voice = (PiperVoice) engine.load(voicePackage)) {
                speakAll(texts, phonemizers.get("builtin", ""), voice, voicePackage, "builtin");
                if (EspeakProgram.missing(program).isPresent()) {
                    print.println(
                            "espeak-ng is not installed here (looked for: "
                                    + program
                                    + "): nothing to compare with");
                } else {
                    Phonemizer espeak = phonemizers.get("espeak-ng", "en-us");
                    speakAll(texts, espeak, voice, voicePackage, "espeak-ng");
                }
            }
        }
        Files.write(out.resolve("sentences.txt"), texts);
        print.println(texts.size() + " sentences in " + out);
        print.flush();
        return 0;
    }

    /** The same noise for both readers: the phones alone make the difference. */
    private void speakAll(
            List<String> texts,
            Phonemizer phonemizer,
            PiperVoice voice,
            VoicePackage voicePackage,
            String name)
            throws IOException {
        PiperSymbols symbols =
                new PiperSymbols(PiperConfig.read(voicePackage.file(VoicePackage.CONFIG)));
        Path folder = Files.createDirectories(out.resolve(name));
        for (int i = 0; i < texts.size(); i++) {
            long[] ids = symbols.ids(phonemizer.phonemize(texts.get(i)).symbols()).values();
            write(
                    folder.resolve(String.format(Locale.ROOT, "%03d.wav", i + 1)),
                    voice.samples(ids, USUAL, 0, i),
                    voicePackage.manifest().sampleRateHz());
        }
    }

    private static void write(Path file, float[] samples, int rateHz) throws IOException {
        Encoding encoding = new Encoding(AudioFormat.WAV, rateHz, RATE_HZ, 1, 0);
        try (SoundWriter writer = SoundWriters.toFile(file, encoding, samples.length)) {
            writer.write(samples, samples.length);
            writer.finish();
        }
    }
}
