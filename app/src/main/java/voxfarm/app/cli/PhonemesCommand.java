package voxfarm.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.wiring.VoiceRoots;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.plan.SplitSettings;
import voxfarm.frontend.Readings;
import voxfarm.frontend.SpokenText;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.local.LocalPhonemizers;
import voxfarm.frontend.local.VoiceWords;
import voxfarm.frontend.split.MarkdownReader;
import voxfarm.frontend.ssml.Ssml;
import voxfarm.worker.engine.BertLibrary;

/** {@code voxfarm phonemes}: how a text would be spoken, and why. */
@Command(
        name = "phonemes",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how a text is read: a Chinese one with parts of speech, pinyin, tones, phones.",
            "With --voice or --language: each word as it is said, with its IPA, its language and"
                    + " who decided it.",
            "Marks such as [[tomato|arpabet:T AH0 M AA1 T OW0]], [[ipa:təmˈɑːtoʊ]] or"
                    + " [[重庆|pinyin:chong2 qing4]] set a reading; a dictionary sets many."
        })
public final class PhonemesCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "What is to be spoken.")
    List<String> text = List.of();

    @Option(
            names = "--dictionary",
            paramLabel = "FILE.tsv",
            description =
                    "Lines of a word or a phrase, a tab and its reading: ARPABET, IPA, a respelling"
                            + " or pinyin. Comes before those of the voice and of the farm.")
    @Nullable Path dictionary;

    @Option(
            names = "--release",
            paramLabel = "RELEASE",
            description = {
                "Of Bert-VITS2, such as 1.0, 2.0 or JP-Extra: whose text rules are followed."
                        + " Default: 2.1.",
                "Not with --voice, which has its own."
            })
    @Nullable String release;

    @Option(
            names = "--voice",
            paramLabel = "VOICE",
            description = {
                "A voice of the farm that runs on the data folder, or of a cluster (--config), with"
                        + " its dictionaries.",
                "Where none runs: one that comes with the farm, such as en_US-joe-medium, of the"
                        + " data folder's voices, or a voice's own folder (with a /)."
            })
    @Nullable String voice;

    @Option(
            names = "--language",
            paramLabel = "CODE",
            description = {
                "ZH, JP or EN; auto: as the text shows, or mix: the text may name speakers and"
                        + " languages, [name]<zh>…<en>….",
                "Default: the voice's own."
            })
    @Nullable String language;

    @Option(names = "--config", paramLabel = "FILE", description = "config.yml of a cluster.")
    @Nullable Path config;

    @Mixin DataOption data = new DataOption();

    @Option(
            names = "--json",
            description =
                    "With --voice: one object a text, with words (text, ipa, source), warnings.")
    boolean json;

    @Option(
            names = "--lines",
            paramLabel = "FILE",
            description = "With --voice: a file of UTF-8, one text a line, instead of TEXT.")
    @Nullable Path lines;

    @Option(
            names = "--ssml",
            negatable = true,
            description =
                    "With --voice or --language: the text is SSML. Default: if it begins with"
                            + " <speak.")
    @Nullable Boolean ssml;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (voice != null) {
            return ofVoice(voice);
        }
        if (config != null || (language == null && (json || lines != null || ssml != null))) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--config: expected with --voice; --json, --lines and --ssml with --voice or"
                            + " --language");
        }
        if (language != null) {
            explain(
                    new VoiceWords.Voice.BertVits2(rules(), Language.ofName(language)),
                    readings(),
                    FarmConfig.DEFAULTS.voices().espeak(),
                    VoiceRoots.bertFolders(FarmConfig.DEFAULTS.voices(), data.folder()));
            return 0;
        }
        printChinese(words());
        return 0;
    }

    private void printChinese(String words) {
        if (words.codePoints().noneMatch(Character::isIdeographic)) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "voxfarm: read as Chinese, which it may not be; --language or --voice"
                                    + " says otherwise, such as --language en");
        }
        SpokenText spoken =
                LocalFrontEnds.all()
                        .get(Language.ZH)
                        .speak(words, Language.ZH, rules(), readings());
        SpokenText.Run run = spoken.runs().getFirst();
        PrintWriter print = spec.commandLine().getOut();
        print.println("text    " + run.bertText());
        run.words().forEach(word -> print.println("word    " + shown(word)));
        print.println("phones  " + String.join(" ", run.phones()));
        print.println("tones   " + joined(run.tones()));
        print.println("word2ph " + joined(run.word2ph()));
        if (!spoken.notSpoken().isEmpty()) {
            print.println(
                    "not spoken: "
                            + spoken.notSpoken().stream()
                                    .map(SpokenText.NotSpoken::text)
                                    .collect(Collectors.joining(", ")));
        }
        print.flush();
    }

    private static String shown(SpokenText.Word word) {
        boolean changed = !word.read().equals(word.spoken());
        return word.text()
                + "/"
                + word.tag()
                + "  "
                + String.join(" ", word.read())
                + (changed ? "  >  " + String.join(" ", word.spoken()) : "")
                + (word.source().isSet() ? "  (" + word.source().wireName() + ")" : "");
    }

    private int ofVoice(String asked) {
        ReadVoice read =
                ReadVoice.find(
                        asked,
                        Optional.ofNullable(language).map(Language::ofName),
                        new ReadVoice.Places(config, data.folder()));
        explain(
                read.voice(),
                readings().before(read.dictionaries()),
                read.espeak(),
                read.bertFolders());
        return 0;
    }

    /**
     * @param bertFolders where BERT models are looked for, of which the tokenizers are read
     */
    private void explain(
            VoiceWords.Voice reader, Readings readings, String espeak, List<Path> bertFolders) {
        PrintWriter out = spec.commandLine().getOut();
        try (LocalPhonemizers phonemizers = new LocalPhonemizers(espeak);
                BertLibrary berts = new BertLibrary(bertFolders, data.folder(), true)) {
            VoiceWords words =
                    new VoiceWords(
                            LocalFrontEnds.with(berts::englishPieces, berts::earlyJapaneseTokens),
                            phonemizers);
            for (String one : texts()) {
                VoiceWords.Answer answer = words.explain(reader, one, asked(), readings, () -> {});
                if (json) {
                    out.println(answer.line());
                } else {
                    print(answer, out);
                }
            }
        }
        out.flush();
    }

    private SplitSettings.Ssml asked() {
        return SplitSettings.Ssml.of(Optional.ofNullable(ssml));
    }

    /** A line a word. */
    private static void print(VoiceWords.Answer answer, PrintWriter out) {
        for (VoiceWords.Word word : answer.words()) {
            String phones = String.join(" ", word.phones());
            out.println(
                    "word    "
                            + word.text()
                            + "  "
                            + word.ipa()
                            + (phones.isEmpty() ? "" : "  " + phones)
                            + word.language().map(read -> "  " + read).orElse("")
                            + "  ("
                            + word.source().wireName()
                            + ")");
        }
        answer.notSpoken().forEach(piece -> out.println("not spoken: " + piece.text()));
        answer.remarks().forEach(remark -> out.println("note: " + remark.message()));
    }

    private List<String> texts() {
        if (lines == null) {
            String all = String.join(" ", text);
            boolean marked = ssml == null ? Ssml.begins(all) : ssml;
            if (!marked) {
                words(); // there must be some
            }
            return List.of(all);
        }
        try {
            return Files.readAllLines(lines);
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--lines: cannot read " + lines + " as UTF-8: " + e.getMessage(),
                    e);
        }
    }

    /** What a request would speak of the text. */
    private String words() {
        String words = MarkdownReader.words(String.join(" ", text));
        if (words.isEmpty()) {
            throw new VoxfarmException(
                    ErrorCode.NOTHING_TO_SPEAK, "TEXT: expected letters or digits, found none");
        }
        return words;
    }

    private TextRules rules() {
        if (release == null) {
            return TextRules.DEFAULT;
        }
        String asked = release;
        return TextRules.ofVersion(asked)
                .orElseThrow(() ->
                        VoxfarmException.of(
                                ErrorCode.INVALID_REQUEST,
                                "--release: expected one of %s, was %s",
                                Arrays.stream(TextRules.values())
                                        .map(TextRules::wireName)
                                        .collect(Collectors.joining(", ")),
                                Problems.quote(asked)));
    }

    private static String joined(List<Integer> numbers) {
        return String.join(" ", numbers.stream().map(String::valueOf).toList());
    }

    private Readings readings() {
        if (dictionary == null) {
            return Readings.NONE;
        }
        Readings readings =
                Readings.of(
                        DictionaryCommand.words(dictionary, DictionaryCommand.read(dictionary)));
        LocalFrontEnds.all().check(readings);
        return readings;
    }
}
