package voxfarm.bench.speed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import voxfarm.common.language.Language;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.LocalJapanese;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.zh.ChineseFrontEnd;

/** Text to phones: time to first use, memory, characters a second. */
@Command(
        name = "frontend",
        mixinStandardHelpOptions = true,
        description = {
            "The Chinese and the English front end: first use, memory, characters per second of a"
                    + " core.",
            "The Japanese one as well, where its dictionary is (voxfarm japanese)."
        })
public final class FrontendBench implements Callable<Integer> {
    private static final String SENTENCE = "却说那猴王得了道果，一日与众仙在松树下会讲，大众道：悟空，你是那世修来的缘法？";

    private static final String ENGLISH =
            "Alice was beginning to get very tired of sitting by her sister on the bank, and of"
                    + " having nothing to do. Once or twice she had peeped into the book.";

    private static final String JAPANESE =
            "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
                    + "何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。"
                    + "吾輩はここで始めて人間というものを見た。";

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "A Chinese book in UTF-8. Default: one sentence, again and again.")
    @Nullable Path text;

    @Option(
            names = "--japanese",
            paramLabel = "FILE",
            description =
                    "Japanese text in UTF-8, a sentence a line. Default: a few sentences, again and"
                            + " again.")
    @Nullable Path japaneseText;

    @Option(
            names = "--characters",
            paramLabel = "N",
            description = "Characters read in all. Default: ${DEFAULT-VALUE}.")
    int characters = 400_000;

    @Mixin Report report = new Report();

    @Override
    public Integer call() throws Exception {
        report.machine();
        long before = usedBytes();
        long begun = System.nanoTime();
        ChineseFrontEnd chinese = new ChineseFrontEnd();
        var _ = chinese.speak("你好", Language.ZH, TextRules.V2_1, Readings.NONE);
        report.figure("first_use_ms", (System.nanoTime() - begun) / 1e6, "ms, JVM running");
        report.figure("memory_mib", (usedBytes() - before) / 1048576.0, "MiB of heap");
        before = usedBytes();
        begun = System.nanoTime();
        EnglishPhonemizer english = EnglishPhonemizer.load();
        var _ = english.phonemize("Hello");
        report.figure("english_first_use_ms", (System.nanoTime() - begun) / 1e6, "ms, JVM running");
        report.figure("english_memory_mib", (usedBytes() - before) / 1048576.0, "MiB of heap");
        List<String> sentences = sentences();
        double chineseRate = 0;
        double englishRate = 0;
        for (int round = 0; round < 3; round++) { // the last one counts: the compiler is done
            chineseRate =
                    rate(
                            sentences,
                            text ->
                                    chinese.speak(
                                            text, Language.ZH, TextRules.V2_1, Readings.NONE));
            englishRate = rate(repeated(ENGLISH, sentences), english::phonemize);
        }
        report.figure("chinese_characters_per_s", chineseRate, "of one core");
        report.figure("english_characters_per_s", englishRate, "of one core");
        if (LocalJapanese.folder().isPresent()) {
            japanese(sentences, chineseRate);
        }
        splitter(String.join(" ", sentences));
        report.ratio(
                chineseRate / englishRate,
                "the English front end (characters per CPU second, same run)");
        return 0;
    }

    private void japanese(List<String> like, double chineseRate) throws IOException {
        List<String> sentences =
                japaneseText == null
                        ? repeated(JAPANESE, like)
                        : Files.readAllLines(japaneseText).stream()
                                .filter(line -> !line.isBlank())
                                .toList();
        long before = usedBytes();
        long begun = System.nanoTime();
        FrontEnd japanese =
                text ->
                        LocalFrontEnds.all()
                                .get(Language.JP)
                                .speak(text, Language.JP, TextRules.V2_1, Readings.NONE);
        var _ = japanese.read("こんにちは");
        report.figure("japanese_first_use_ms", (System.nanoTime() - begun) / 1e6, "ms, mapped");
        double rate = 0;
        for (int round = 0; round < 3; round++) {
            rate = rate(sentences, japanese);
            if (round == 0) {
                report.figure("japanese_cold_characters_per_s", rate, "of one core, first round");
            }
        }
        report.figure("japanese_memory_mib", (usedBytes() - before) / 1048576.0, "MiB of heap");
        report.figure("japanese_characters_per_s", rate, "of one core");
        report.figure("japanese_to_chinese", rate / chineseRate, "of the Chinese one, same run");
    }

    /** Beside the JDK's own sentences, which know no short forms, quotes and limits. */
    private void splitter(String sentences) {
        List<String> whole =
                List.of(sentences, String.join(" ", repeated(ENGLISH, List.of(sentences))));
        double ours = 0;
        double plain = 0;
        for (int round = 0; round < 8; round++) {
            ours = Math.max(ours, rate(whole, text -> SentenceSplitter.split(text, true, 300)));
            plain = Math.max(plain, rate(whole, FrontendBench::plainSentences));
        }
        report.figure("splitter_characters_per_s", ours, "of one core, Chinese and English");
        report.figure("splitter_to_break_iterator", ours / plain, "of java.text, same run");
    }

    private static List<Integer> plainSentences(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        List<Integer> ends = new ArrayList<>();
        while (sentences.next() != BreakIterator.DONE) {
            ends.add(sentences.current());
        }
        return ends;
    }

    private interface FrontEnd {
        Object read(String text);
    }

    private static double rate(List<String> sentences, FrontEnd frontEnd) {
        long read = 0;
        double begun = GemmPeak.cpuSeconds();
        for (String sentence : sentences) {
            if (frontEnd.read(sentence) != null) {
                read += sentence.length();
            }
        }
        return read / (GemmPeak.cpuSeconds() - begun);
    }

    private List<String> sentences() throws Exception {
        String source = text == null ? SENTENCE : Files.readString(text);
        List<String> pieces =
                SentenceSplitter.split(source, true, 150).stream()
                        .map(SentenceSplitter.Piece::text)
                        .toList();
        List<String> sentences = new ArrayList<>();
        for (int i = 0, read = 0; read < characters; i++) {
            sentences.add(pieces.get(i % pieces.size()));
            read += sentences.getLast().length();
        }
        return sentences;
    }

    private static List<String> repeated(String text, List<String> like) {
        int characters = like.stream().mapToInt(String::length).sum();
        List<String> all = new ArrayList<>();
        for (int read = 0; read < characters; read += text.length()) {
            all.add(text);
        }
        return all;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
