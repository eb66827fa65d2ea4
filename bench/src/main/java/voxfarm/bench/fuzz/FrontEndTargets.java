package voxfarm.bench.fuzz;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import voxfarm.common.bucket.DictionaryStore;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.SynthesisRequest;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.dispatcher.planner.Planner;
import voxfarm.dispatcher.planner.SpeakerDefaults;
import voxfarm.frontend.Readings;
import voxfarm.frontend.TextRules;
import voxfarm.frontend.en.EnglishFrontEnd;
import voxfarm.frontend.en.EnglishPhonemizer;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.JapaneseFrontEnd;
import voxfarm.frontend.ja.UniDic;
import voxfarm.frontend.local.LocalFrontEnds;
import voxfarm.frontend.split.Unread;

/** Readers of texts, and of what tells how they are read. */
final class FrontEndTargets {
    /** The one that refuses nothing: any text is read. */
    static final String TEXTS = "texts";

    private static final String DICTIONARY =
            "frontend/src/test/resources/voxfarm/frontend/ja/dictionary";

    private static final String JAPANESE = "私は本を三十冊読みますロボット龘。";

    /** Characters of a file of kinds, the last one not among them. */
    private static final int CHARACTERS = 0xffff;

    private static final List<String> SSML =
            List.of(
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <!-- all that is known -->
                    <speak version="1.1" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">
                    <p><s>One &amp; two.</s> <s>Three<break time="500ms"/> four.</s></p>
                    <prosody rate="80%" volume="+6dB">Slow <emphasis>and</emphasis> loud.</prosody>
                    <sub alias="World Wide Web">WWW</sub> &#x41;&#66; <![CDATA[a < b]]>
                    <break strength="x-strong"/> <?target data?> </speak>
                    """,
                    """
                    <speak>He lives at <say-as interpret-as="date" format="mdy">1/2/2024</say-as>, the
                    <say-as interpret-as="ordinal">3rd</say-as>, calls
                    <say-as interpret-as="telephone">+1 (555) 123-4567 x89</say-as>, and
                    <say-as interpret-as="characters">A[1]</say-as> is
                    <say-as interpret-as="fraction">1 1/2</say-as> of
                    <say-as interpret-as="cardinal">-1,234.5</say-as>:
                    <phoneme alphabet="ipa" ph="t\u0259m\u02c8\u0251\u02d0to\u028a">tomato</phoneme>
                    <phoneme alphabet="x-arpabet" ph="T AH0">x</phoneme>
                    <voice name="default">by <lang xml:lang="zh">\u4f60\u597d</lang></voice>
                    <metadata><p>no</p></metadata><mark name="m"/><w role="r">read</w><br/></speak>
                    """);

    private static final List<String> CORRECTIONS =
            List.of(
                    """
                    # dictionaries/farm/00000001.tsv
                    tomato\tT AH0 M AA1 T OW0
                    New York\tipa:n\u02c8u\u02d0 j\u02c8\u0254\u02d0\u0279k
                    GIF\tsay:jiff
                    Nguyen\tNGUH-win
                    \u91cd\u5e86\tchong2 qing4
                    \u6771\u4eac\t\u30c8'\u30fc\u30ad\u30e7\u30fc
                    Zoe\u0308\t/zo\u028ai/
                    doctor\tsay:physician
                    """);

    private static final List<String> TEXT =
            List.of(
                    "On Jan. 5th, 2024 at 7:30 p.m. Dr. J. R. Smith paid $1,234.50 (or \u20ac20,50)"
                        + " for 3\u00bd km\u00b2, 5'10\" of 10\u2076 \u00b1 2.5e-3, v1.2.3 and"
                        + " H\u2082O\u2014see https://a.com/x?y=1 or a@b.org! Louis XIV's 1990s,"
                        + " 747-400, 24/7; call +1 (555) 123-4567, AT&T, U.S.A., 9am-5pm, 1 000"
                        + " 000, '90s, re-elected.",
                    "# Head *one*\n\n"
                            + "1. First [[tomato|arpabet:T AH0 M AA1 T OW0]] item\n"
                            + "2. Second [link](http://x.y) ![p](z) `code` &amp; <b>bold</b> <!-- c"
                            + " -->\n\n"
                            + "| a | b |\n"
                            + "|---|---|\n"
                            + "| 1 | 2 |\n\n"
                            + "***\n\n"
                            + "> \u201cquote,\u201d he said\u2026 \u4f60\u597d\u3002 \u304c\u3093"
                            + " \ud83d\ude00 e\u0301 \\[[not]] [[/tu\u02d0/]]\n"
                            + "Mr.\u00a0X \u2014 no.\u202f5 \u001b[31mred\u001b[0m a\bb");

    private static final int SOME = 16;

    private final Path home;
    private final Path scratch;
    private final VoiceManifest voice;
    private final EnglishPhonemizer piper = EnglishPhonemizer.load();
    private final EnglishFrontEnd english = new EnglishFrontEnd(Optional::empty);

    /**
     * @param home of the sources
     * @param scratch a folder
     * @param manifest of a voice
     */
    FrontEndTargets(Path home, Path scratch, byte[] manifest) {
        this.home = home;
        this.scratch = scratch;
        this.voice = VoiceManifestCodec.read(manifest);
    }

    List<FuzzTarget> all() throws IOException {
        return Stream.concat(
                        Stream.of(
                                new FuzzTarget("ssml", samples(SSML), this::readSsml),
                                new FuzzTarget(
                                        "corrections", samples(CORRECTIONS), this::readCorrections),
                                new FuzzTarget(TEXTS, samples(TEXT), this::readText)),
                        japanese().stream())
                .toList();
    }

    private static List<byte[]> samples(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void readSsml(byte[] bytes) {
        plan(text(bytes), SplitSettings.Ssml.YES);
    }

    /** Cut as a request is, and each piece read by voices of both kinds. */
    private void readText(byte[] bytes) {
        plan(text(bytes), SplitSettings.Ssml.NO);
    }

    private void plan(String text, SplitSettings.Ssml ssml) {
        SynthesisRequest request =
                RequestCodec.read(
                                Json.object()
                                        .put("model_id", voice.voice().value())
                                        .put("text", "one"))
                        .request();
        SpeechSettings settings = Planner.settings(request, voice, SpeakerDefaults.NONE, List.of());
        SplitSettings split = request.split();
        Unread unread = new Unread();
        Planner.segments(
                        new StringReader(text),
                        settings,
                        new SplitSettings(
                                split.mode(), split.pauses(), split.markdown(), ssml, false),
                        voice,
                        unread)
                .forEachRemaining(planned -> read(planned.segment().text()));
        var _ = unread.notSpoken();
        var _ = unread.notDone();
    }

    private void read(String segment) {
        var _ = piper.explain(segment, Readings.NONE);
        if (segment.length() % SOME == 0) { // a network reads what no dictionary has
            var _ = english.speak(segment, Language.EN, TextRules.V2_1, Readings.NONE);
        }
    }

    /** Checked as when they are set, and each word read by a voice. */
    private void readCorrections(byte[] bytes) {
        Map<String, String> words = DictionaryStore.parse(bytes);
        Readings readings = Readings.of(Readings.Layer.FARM, words);
        LocalFrontEnds.all().check(readings);
        String text = String.join(", ", words.keySet()) + " Dr. tomato's";
        var _ = piper.explain(text, readings);
        var _ = english.speak(text, Language.EN, TextRules.V2_1, readings);
        var _ =
                LocalFrontEnds.all()
                        .get(Language.ZH)
                        .speak(text, Language.ZH, TextRules.V2_1, readings);
    }

    /** Open JTalk's dictionary, one of its files changed. */
    private List<FuzzTarget> japanese() throws IOException {
        return List.of(file("sys.dic"), file("unk.dic"), file("matrix.bin"), kinds());
    }

    private FuzzTarget file(String name) throws IOException {
        Path folder = copy("japanese-" + name);
        return new FuzzTarget(
                "Japanese " + name,
                List.of(Files.readAllBytes(folder.resolve(name))),
                bytes -> read(folder, name, bytes));
    }

    /** Of the kinds, the head and what is said of the characters of the text. */
    private FuzzTarget kinds() throws IOException {
        Path folder = copy("japanese-char.bin");
        byte[] whole = Files.readAllBytes(folder.resolve("char.bin"));
        int[] characters = JAPANESE.chars().filter(c -> c < CHARACTERS).distinct().toArray();
        int head = whole.length - CHARACTERS * Integer.BYTES;
        ByteBuffer sample =
                ByteBuffer.allocate(head + characters.length * Integer.BYTES).put(whole, 0, head);
        for (int c : characters) {
            sample.put(whole, head + c * Integer.BYTES, Integer.BYTES);
        }
        return new FuzzTarget(
                "Japanese char.bin",
                List.of(sample.array()),
                bytes -> read(folder, "char.bin", withKinds(bytes, whole, head, characters)));
    }

    private static byte[] withKinds(byte[] sample, byte[] whole, int head, int[] characters) {
        int tail = characters.length * Integer.BYTES;
        if (sample.length < tail) {
            return sample;
        }
        byte[] begin = Arrays.copyOf(sample, sample.length - tail);
        byte[] file = Arrays.copyOf(begin, begin.length + whole.length - head);
        ByteBuffer made = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        made.put(begin.length, whole, head, whole.length - head);
        for (int i = 0; i < characters.length; i++) {
            made.put(
                    begin.length + characters[i] * Integer.BYTES,
                    sample,
                    begin.length + i * Integer.BYTES,
                    Integer.BYTES);
        }
        return file;
    }

    private Path copy(String name) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve(name));
        try (Stream<Path> files = Files.list(home.resolve(DICTIONARY))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
            }
        }
        return folder;
    }

    private static void read(Path folder, String name, byte[] bytes) {
        try {
            Files.delete(folder.resolve(name)); // the one before may still be mapped
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JapaneseDictionary dictionary = JapaneseDictionary.open(folder);
        JapaneseFrontEnd japanese =
                new JapaneseFrontEnd(
                        () -> dictionary,
                        () -> UniDic.open(folder),
                        JapaneseFrontEnd.EarlyTokens.NONE);
        for (TextRules rules : List.of(TextRules.V2_1, TextRules.JP_EXTRA)) {
            var _ = japanese.speak(JAPANESE, Language.JP, rules, Readings.NONE);
        }
    }
}
