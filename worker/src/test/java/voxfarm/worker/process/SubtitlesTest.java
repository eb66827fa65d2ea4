package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.JobId;
import voxfarm.common.language.Language;
import voxfarm.common.plan.Segment;
import voxfarm.common.result.Tombstone;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectListing;
import voxfarm.frontend.zh.ChineseFrontEnd;
import voxfarm.worker.assembly.CueLines;
import voxfarm.worker.assembly.Subtitles;
import voxfarm.worker.assembly.Timings;

class SubtitlesTest extends ProcessorFixture {
    private static final int RATE = 16_000;

    private record Spoken(String text, double seconds, List<SpokenWord> words) {}

    private static Spoken spoken(String text, double seconds) {
        return new Spoken(text, seconds, List.of());
    }

    private static String written(
            SubtitleFormat format, double pause, UnaryOperator<String> shown, Spoken... spoken)
            throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (Timings timings = new Timings(ID, document)) {
            for (int i = 0; i < spoken.length; i++) {
                timings.add(
                        new Segment(i, spoken[i].text(), Language.EN, pause),
                        Math.round(spoken[i].seconds() * RATE),
                        RATE,
                        spoken[i].words());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Subtitles.write(new ByteArrayInputStream(document.toByteArray()), format, shown, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String written(SubtitleFormat format, double pause, Spoken... spoken)
            throws IOException {
        return written(format, pause, UnaryOperator.identity(), spoken);
    }

    @Test
    void writesSubRip() throws IOException {
        assertThat(
                        written(
                                SubtitleFormat.SRT,
                                0.5,
                                spoken("Hello there.", 2.25),
                                spoken("...", 0),
                                spoken("How are\nyou?", 1.5)))
                .isEqualTo(
                        """
                        1
                        00:00:00,000 --> 00:00:02,250
                        Hello there.

                        2
                        00:00:02,750 --> 00:00:04,250
                        How are you?

                        """);
    }

    @Test
    void writesWebVtt() throws IOException {
        assertThat(written(SubtitleFormat.VTT, 0, spoken("R&D: a < b --> c", 3723.004)))
                .isEqualTo(
                        """
                        WEBVTT

                        00:00:00.000 --> 01:02:03.004
                        R&amp;D: a &lt; b --&gt; c

                        """);
    }

    /** SubRip has no escapes; nothing of a text may become a time or a tag. */
    @Test
    void keepsTextFromBecomingMarkup() throws IOException {
        String srt = written(SubtitleFormat.SRT, 0, spoken("a --> b <i> {\\an8} 1 < 2 & 3", 2));

        assertThat(srt.lines().filter(line -> line.contains("-->"))).hasSize(1);
        assertThat(srt).contains("1 < 2 & 3").doesNotContain("<i>").doesNotContain("{\\an8}");
    }

    @Test
    void showsAShortCueForASecondWhereThereIsRoom() throws IOException {
        assertThat(written(SubtitleFormat.SRT, 2, spoken("Yes.", 0.3), spoken("No.", 0.3)))
                .startsWith("1\n00:00:00,000 --> 00:00:01,000\n");
        assertThat(written(SubtitleFormat.SRT, 0.1, spoken("Yes.", 0.3), spoken("No.", 0.3)))
                .startsWith("1\n00:00:00,000 --> 00:00:00,400\n");
    }

    /** The second cue begins when its first word is heard, not at its share of the letters. */
    @Test
    void cutsALongSegmentWhereTheWordsAreHeard() throws IOException {
        String first = "The quick brown fox jumps over the lazy dog and over all other dogs,";
        String second = " and then it rests in the shade of an old and very tall tree.";
        List<SpokenWord> words =
                List.of(
                        new SpokenWord(first, 0, 8, List.of()),
                        new SpokenWord(second, 8, 10, List.of()));

        assertThat(written(SubtitleFormat.SRT, 0, new Spoken(first + second, 10, words)))
                .contains("--> 00:00:08,000")
                .contains("00:00:08,0");
    }

    @Test
    void showsChineseWithoutItsReadings() throws IOException {
        assertThat(
                        written(
                                SubtitleFormat.SRT,
                                0,
                                new ChineseFrontEnd()::shown,
                                spoken("重庆[chong2 qing4]很大。", 2)))
                .contains("\n重庆很大。\n");
    }

    private static final Pattern CUE =
            Pattern.compile(
                    "(\\d+)\\n(\\d+):(\\d+):(\\d+),(\\d+) --> (\\d+):(\\d+):(\\d+),(\\d+)\\n"
                            + "((?:.+\\n)+)\\n");

    private static long millis(Matcher cue, int group) {
        return ((Long.parseLong(cue.group(group)) * 60 + Long.parseLong(cue.group(group + 1))) * 60
                                + Long.parseLong(cue.group(group + 2)))
                        * 1000
                + Long.parseLong(cue.group(group + 3));
    }

    /** Whatever is spoken: no cue overlaps, no line is too long, nothing is lost. */
    @Test
    void keepsItsPromisesForAnyText() throws IOException {
        Random random = new Random(16);
        String[] bits = {
            "word ",
            "a ",
            "incomprehensibilities, ",
            "你好",
            "，",
            "。",
            "é\u0301",
            "😀",
            "x".repeat(60),
            " ",
            "Yes. ",
            "“",
            "”"
        };
        for (int round = 0; round < 300; round++) {
            List<Spoken> all = new ArrayList<>();
            StringBuilder said = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                StringBuilder text = new StringBuilder("w");
                for (int n = random.nextInt(60); n >= 0; n--) {
                    text.append(bits[random.nextInt(bits.length)]);
                }
                all.add(spoken(text.toString(), 0.5 + random.nextInt(20)));
                said.append(text);
            }
            String srt = written(SubtitleFormat.SRT, 0.3, all.toArray(new Spoken[0]));

            StringBuilder shown = new StringBuilder();
            Matcher cue = CUE.matcher(srt);
            long before = 0;
            int number = 0;
            int end = 0;
            while (cue.find()) {
                assertThat(cue.start()).as("seed 16, round %d", round).isEqualTo(end);
                end = cue.end();
                assertThat(Integer.parseInt(cue.group(1))).isEqualTo(++number);
                assertThat(millis(cue, 2)).isGreaterThanOrEqualTo(before);
                assertThat(millis(cue, 6)).isGreaterThan(millis(cue, 2));
                before = millis(cue, 6);
                assertThat(cue.group(10).lines()).hasSizeLessThanOrEqualTo(2);
                cue.group(10)
                        .lines()
                        .forEach(line ->
                                assertThat(CueLines.columns(line))
                                        .as(line)
                                        .isLessThanOrEqualTo(CueLines.LINE));
                shown.append(cue.group(10));
            }
            assertThat(end).isEqualTo(srt.length());
            assertThat(shown.toString().replaceAll("\\s", ""))
                    .as("seed 16, round %d", round)
                    .isEqualTo(said.toString().replaceAll("\\s", ""));
        }
    }

    private static final OutputSettings BOTH =
            new OutputSettings(
                    AudioFormat.WAV,
                    Optional.empty(),
                    1,
                    Optional.empty(),
                    OutputSettings.Level.NONE,
                    OutputSettings.DEFAULT_TARGET_LUFS,
                    false,
                    true,
                    false,
                    false,
                    List.of(SubtitleFormat.VTT, SubtitleFormat.SRT));

    private String stored(String name) {
        return new String(
                store.read(new ObjectKey("results/r1/" + name), 1 << 20).orElseThrow(),
                StandardCharsets.UTF_8);
    }

    /** They hold the text: it must not come back behind the deletion. */
    @Test
    void goWithARequestThatIsDeletedWhileItIsSpoken() {
        storeRequest(MINE);
        engine =
                text -> {
                    store.replace(
                            BucketLayout.result(ID),
                            new Tombstone(ID, MINE, Instant.EPOCH).write(),
                            "application/json");
                    return new float[] {0.1f, 0.2f};
                };

        process(of(MINE, job(BOTH, sentences())), 1);

        assertThat(store.writes()).contains("results/r1/subtitles.srt");
        assertThat(ObjectListing.first(store, BucketLayout.RESULTS, 10))
                .extracting(ObjectInfo::key)
                .containsExactly(BucketLayout.result(ID));
    }

    /** Beside the audio, before the result that names them; the same from parts as from one job. */
    @Test
    void storesWhatWasAskedFor() {
        speakNoise();
        process(processor(), new Delivery(JobCodec.write(job(BOTH, sentences())), 1));
        String srt = stored("subtitles.srt");
        String vtt = stored("subtitles.vtt");

        assertThat(result().subtitles())
                .extracting(ObjectKey::value)
                .containsExactly("results/r1/subtitles.vtt", "results/r1/subtitles.srt");
        assertThat(result().timings()).isEmpty();
        assertThat(store.writes()).endsWith("results/r1/result.json");
        assertThat(vtt)
                .as("behind the silence before the first word")
                .startsWith("WEBVTT\n\n00:00:00.003 --> ")
                .contains("text 0");
        for (String name : List.of("audio.wav", "subtitles.srt", "subtitles.vtt", "result.json")) {
            store.delete(new ObjectKey("results/r1/" + name));
        }

        process(longJob(JobId.part(ID, 1), BOTH, Arrays.copyOfRange(sentences(), 4, LONG)), 1);
        process(longJob(JobId.part(ID, 0), BOTH, Arrays.copyOf(sentences(), 4)), 1);
        process(jobs.getFirst(), 1);

        assertThat(stored("subtitles.srt")).isEqualTo(srt);
        assertThat(stored("subtitles.vtt")).isEqualTo(vtt);
        assertThat(result().subtitles()).hasSize(2);
    }
}
