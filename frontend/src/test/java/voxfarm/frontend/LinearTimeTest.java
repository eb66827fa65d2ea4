package voxfarm.frontend;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import voxfarm.common.language.Language;
import voxfarm.frontend.bert.WordPieceTokenizer;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.en.IpaSayer;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.JapaneseFrontEnd;
import voxfarm.frontend.ja.SmallDictionary;
import voxfarm.frontend.split.CutSent;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.split.PrintableReader;
import voxfarm.frontend.split.SentenceSplitter;
import voxfarm.frontend.split.Unread;
import voxfarm.frontend.zh.ChineseFrontEnd;

/** Whatever a text holds, four times as much of it costs about four times as much. */
class LinearTimeTest {
    private static final String PROSE =
            "It was the best of times, it was the worst of times. \"Well,\" said Mr. Lorry, \"we"
                    + " have 3 hours, or 3.5.\" He went home! ";

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> splitter() {
        return of(40_000, text -> SentenceSplitter.split(text, true, 300));
    }

    @TestFactory
    Stream<DynamicTest> splitterByLengthAlone() {
        return of(40_000, text -> SentenceSplitter.split(text, false, 300));
    }

    @TestFactory
    Stream<DynamicTest> markdown() {
        return of(40_000, LinearTimeTest::readMarkdown);
    }

    @TestFactory
    Stream<DynamicTest> printable() {
        return of(40_000, LinearTimeTest::readPrintable);
    }

    private static void readPrintable(String text) {
        try (Reader in = new PrintableReader(new StringReader(text), new Unread())) {
            in.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readMarkdown(String text) {
        try (Reader in = new MarkdownReader(new StringReader(text), true)) {
            in.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The window bounds the growth, but not what it costs. */
    @TestFactory
    Stream<DynamicTest> readingMarkdownCostsWhatProseCosts() {
        String prose = PROSE.repeat(1000);
        return HostileTexts.units().entrySet().stream()
                .map((Map.Entry<String, String> unit) ->
                        DynamicTest.dynamicTest(
                                unit.getKey(),
                                () ->
                                        Growth.isAsCheapAs(
                                                unit.getKey(),
                                                prose,
                                                unit.getValue()
                                                        .repeat(
                                                                prose.length()
                                                                        / unit.getValue().length()),
                                                40,
                                                LinearTimeTest::readMarkdown)));
    }

    @TestFactory
    Stream<DynamicTest> splitterOfTheOriginal() {
        return of(40_000, CutSent::split);
    }

    @TestFactory
    Stream<DynamicTest> english() {
        EnglishPhonemizer english = EnglishPhonemizer.load();
        return of(6_000, english::phonemize);
    }

    @TestFactory
    Stream<DynamicTest> chinese() {
        ChineseFrontEnd chinese = new ChineseFrontEnd();
        return of(
                400,
                text ->
                        chinese.speak(
                                text,
                                Language.ZH,
                                TextRules.V2_1,
                                Readings.NONE)); // a rare character costs 65,000 steps
    }

    @TestFactory
    Stream<DynamicTest> japanese() {
        JapaneseDictionary dictionary =
                JapaneseDictionary.open(SmallDictionary.ofTests().writeTo(folder));
        JapaneseFrontEnd japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> {
                            throw new IllegalStateException("not opened");
                        },
                        JapaneseFrontEnd.EarlyTokens.NONE);
        return of(4_000, text -> japanese.speak(text, Language.JP, TextRules.V2_1, Readings.NONE));
    }

    @TestFactory
    Stream<DynamicTest> wordPieces() throws IOException {
        Path vocabulary = folder.resolve("vocab.txt");
        Files.write(
                vocabulary, List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "."));
        return of(6_000, WordPieceTokenizer.read(vocabulary)::encode);
    }

    @TestFactory
    Stream<DynamicTest> corrections() {
        Readings readings =
                Readings.of(
                        Map.of("a", "AH0", "a a", "AH0", "a ".repeat(99) + "b", "AH0", "的", "de5"));
        return of(4_000, text -> Corrections.of(text, readings, new IpaSayer(true)));
    }

    @TestFactory
    Stream<DynamicTest> marks() {
        return of(40_000, Marks::parts);
    }

    /** Phrases of a dictionary that begin as the text does, of all lengths, none of them in it. */
    @TestFactory
    Stream<DynamicTest> phrasesThatBeginAlikeCostLittle() {
        Map<String, String> words = new HashMap<>();
        for (String unit : List.of("a ", "a/", "a'", "重a ", "重")) {
            for (int length = unit.length(); length < Readings.LONGEST_WORD - 1; length++) {
                String begin = unit.repeat(length / unit.length() + 1).substring(0, length);
                words.put(begin.strip() + "b", "kæt");
            }
        }
        Readings readings = Readings.of(words);
        String prose = PROSE.repeat(40);
        return Stream.of("a ", "a/", "a'", "重a ", "重", "a. ", "[[a|")
                .map(unit ->
                        DynamicTest.dynamicTest(
                                unit,
                                () ->
                                        Growth.isAsCheapAs(
                                                unit,
                                                prose,
                                                unit.repeat(prose.length() / unit.length()),
                                                200, // a window at each place
                                                text ->
                                                        Corrections.of(
                                                                text,
                                                                readings,
                                                                new IpaSayer(true)))));
    }

    private static Stream<DynamicTest> of(int characters, Consumer<String> work) {
        return HostileTexts.units().entrySet().stream()
                .map((Map.Entry<String, String> unit) ->
                        DynamicTest.dynamicTest(
                                unit.getKey(),
                                () ->
                                        Growth.isLinear(
                                                unit.getKey(), unit.getValue(), characters, work)));
    }

    /** The window that the splitter looks ahead bounds the growth, but not what it costs. */
    @TestFactory
    Stream<DynamicTest> splittingCostsWhatProseCosts() {
        String prose = PROSE.repeat(500);
        return HostileTexts.units().entrySet().stream()
                .map((Map.Entry<String, String> unit) ->
                        DynamicTest.dynamicTest(
                                unit.getKey(),
                                () ->
                                        Growth.isAsCheapAs(
                                                unit.getKey(),
                                                prose,
                                                unit.getValue()
                                                        .repeat(
                                                                prose.length()
                                                                        / unit.getValue().length()),
                                                25,
                                                text -> SentenceSplitter.split(text, true, 300))));
    }

    /** A pattern that recurses for each letter ends the thread's stack. */
    @Test
    void longTokensNeedNoStack() {
        EnglishPhonemizer english = EnglishPhonemizer.load();
        for (String unit : new String[] {"a'", "a'\ud800\udf30'", "a.\ud800\udf30.", "12-123-"}) {
            var _ = english.phonemize(unit.repeat(100_000 / unit.length()));
        }
    }
}
