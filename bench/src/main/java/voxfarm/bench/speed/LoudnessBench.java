package voxfarm.bench.speed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.audio.Encoding;
import voxfarm.audio.Mastering;
import voxfarm.audio.MeasuredWriter;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.voice.Scales;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.models.packages.VoicePackage;
import voxfarm.models.piper.PiperConfig;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.OnnxEngine;
import voxfarm.worker.engine.PiperSymbols;
import voxfarm.worker.engine.PiperVoice;

/** What loudness costs, beside the encoder that stands behind it. */
@Command(
        name = "loudness",
        mixinStandardHelpOptions = true,
        description = {
            "CPU time of loudness: measuring, finding the gain, limiting; of the MP3, the"
                    + " Opus and the AAC encoder on the same sound."
        })
public final class LoudnessBench implements Callable<Integer> {
    private static final Scales USUAL = new Scales(1, 0.667, 0.8, 1);

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Of speech. Default: ${DEFAULT-VALUE}.")
    int minutes = 3;

    @Option(names = "--lufs", paramLabel = "LUFS", description = "Default: ${DEFAULT-VALUE}.")
    double lufs = -16;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        PcmAudio speech = speech();
        double mp3 = 0;
        double opus = 0;
        double aac = 0;
        double levels = 0;
        double loudness = 0;
        for (int round = 0; round < 3; round++) { // the last one counts: the compiler is done
            mp3 = perMinute(() -> encode(speech, AudioFormat.MP3));
            opus = perMinute(() -> encode(speech, AudioFormat.OPUS));
            aac = perMinute(() -> encode(speech, AudioFormat.AAC));
            levels = perMinute(() -> measure(speech));
            loudness = perMinute(() -> master(speech));
        }
        AudioLevels before = measure(speech);
        AudioLevels after = master(speech);
        report.figure("lufs_before", before.lufs(), "LUFS");
        report.figure("true_peak_before_dbtp", before.truePeakDbtp(), "dBTP");
        report.figure("lufs_after", after.lufs(), "LUFS");
        report.figure("true_peak_after_dbtp", after.truePeakDbtp(), "dBTP");
        report.figure("mp3_cpu_ms_per_minute", mp3, "ms");
        report.figure("opus_cpu_ms_per_minute", opus, "ms");
        report.figure("aac_cpu_ms_per_minute", aac, "ms");
        report.figure("measuring_cpu_ms_per_minute", levels, "ms, every request");
        report.figure("loudness_cpu_ms_per_minute", loudness, "ms, measuring included");
        report.ratio(loudness / opus, "the Opus encoder (CPU time on the same sound, same run)");
        return 0;
    }

    private PcmAudio speech() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create("bench")) {
            Path cache = folder.path();
            VoicePackage voicePackage = BundledVoice.importInto(cache);
            int rate = voicePackage.manifest().sampleRateHz();
            PiperSymbols symbols =
                    new PiperSymbols(PiperConfig.read(voicePackage.file(VoicePackage.CONFIG)));
            EnglishPhonemizer phonemizer = EnglishPhonemizer.load();
            List<PcmAudio> parts = new ArrayList<>();
            try (OnnxEngine engine =
                            OnnxEngine.start(
                                    new Device.Cpu(), 1, new LocalPhonemizers("espeak-ng"));
                    PiperVoice voice = (PiperVoice) engine.load(voicePackage)) {
                double seconds = 0;
                for (int i = 0; seconds < minutes * 60; i++) {
                    String text = BundledVoice.TEXTS.get(i % BundledVoice.TEXTS.size());
                    long[] ids = symbols.ids(phonemizer.phonemize(text).symbols()).values();
                    PcmAudio part = new PcmAudio(voice.samples(ids, USUAL, 0, i), rate);
                    parts.add(part);
                    parts.add(PcmAudio.silence(0.3, rate));
                    seconds += part.durationSeconds() + 0.3;
                }
            }
            return PcmAudio.join(parts);
        }
    }

    private double perMinute(Callable<?> work) throws Exception {
        double begun = GemmPeak.cpuSeconds();
        work.call();
        return (GemmPeak.cpuSeconds() - begun) * 1e3 / minutes;
    }

    private static long encode(PcmAudio speech, AudioFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoding encoding =
                Encoding.of(
                        OutputSettings.of(format, OutputSettings.Level.NONE),
                        speech.sampleRateHz());
        try (SoundWriter writer = SoundWriters.toMemory(out, encoding, speech.samples().length)) {
            writer.write(speech.samples(), speech.samples().length);
            writer.finish();
        }
        return out.size();
    }

    /** Writes nowhere. */
    private static MeasuredWriter nowhere(int rateHz) throws IOException {
        Encoding pcm =
                Encoding.of(OutputSettings.of(AudioFormat.PCM, OutputSettings.Level.NONE), rateHz);
        return new MeasuredWriter(
                SoundWriters.toMemory(OutputStream.nullOutputStream(), pcm, 0), rateHz);
    }

    private static AudioLevels measure(PcmAudio speech) throws IOException {
        try (MeasuredWriter writer = nowhere(speech.sampleRateHz())) {
            writer.write(speech.samples(), speech.samples().length);
            return writer.levels();
        }
    }

    private AudioLevels master(PcmAudio speech) throws IOException {
        OutputSettings output =
                new OutputSettings(
                        AudioFormat.PCM,
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        OutputSettings.Level.LOUDNESS,
                        lufs,
                        false,
                        false,
                        false,
                        false,
                        List.of());
        ByteArrayOutputStream spool = new ByteArrayOutputStream();
        Mastering.Cut cut;
        try (Mastering mastering = new Mastering(output, speech.sampleRateHz(), spool)) {
            mastering.write(speech.samples(), speech.samples().length);
            cut = mastering.finish();
        }
        byte[] spooled = spool.toByteArray();
        try (MeasuredWriter writer = nowhere(cut.rateHz())) {
            Mastering.copy(() -> new ByteArrayInputStream(spooled), cut, writer);
            return writer.levels();
        }
    }
}
