package voxfarm.worker.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import voxfarm.audio.Encoding;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmWav;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.Manner;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.tags.BookTags;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.assembly.Timings;

/** Chapters that two voices speak in turns, by way of a whole book. */
class CastChapterTest {
    private static final RequestId BOOK = new RequestId("emma");
    private static final int RATE = 16_000;
    private static final int LOW_RATE = 8_000;
    private static final double WITHIN_REQUEST = 0.35;
    private static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BookBinder binder = new BookBinder(store, () -> AT);
    private final List<StoredChapter> requests = new ArrayList<>();

    /** Of ten characters a segment. */
    private record Said(float[] samples, int begin) {}

    private static float[] constant(double seconds, int rate, double value) {
        float[] samples = new float[(int) (seconds * rate)];
        Arrays.fill(samples, (float) value);
        return samples;
    }

    private static float[] noise(double seconds, double loud) {
        Random random = new Random(5);
        float[] samples = new float[(int) (seconds * RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.clamp(random.nextGaussian() * loud, -0.99, 0.99);
        }
        return samples;
    }

    private static SpeechSettings settings(String voice, String speaker) {
        return new SpeechSettings(
                new SpokenBy(new VoiceId(voice), VERSION, new Speaker(0, speaker)),
                Language.EN,
                Scales.ORIGINAL_DEFAULTS,
                7,
                OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.NONE),
                Expression.NONE,
                List.of());
    }

    private void speak(String voice, int rate, Said... all) throws IOException {
        speak(voice, rate, true, all);
    }

    private void speak(String voice, int rate, boolean places, Said... all) throws IOException {
        int number = requests.size() + 1;
        requests.add(
                new StoredChapter(
                        "Dialogue",
                        Sha256.hex(new byte[] {(byte) number}),
                        100,
                        1,
                        2,
                        Optional.empty()));
        RequestId id = ChapterIds.of(BOOK, number);
        List<float[]> sounds = new ArrayList<>();
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        try (Timings timings = new Timings(id, document)) {
            for (int i = 0; i < all.length; i++) {
                Segment segment =
                        new Segment(
                                i,
                                voice + " says " + i + ".",
                                Language.EN,
                                WITHIN_REQUEST,
                                Manner.PLAIN,
                                places
                                        ? Optional.of(
                                                new TextSpan(all[i].begin(), all[i].begin() + 9))
                                        : Optional.empty());
                timings.add(segment, all[i].samples().length, rate, List.of());
                sounds.add(all[i].samples());
                if (all[i].samples().length > 0 && i < all.length - 1) {
                    sounds.add(new float[(int) Math.round(WITHIN_REQUEST * rate)]);
                }
            }
        }
        ObjectKey times = new ObjectKey("results/" + id.value() + "/timings.json");
        store.create(times, document.toByteArray(), "application/json");
        byte[] wav = wav(sounds, rate);
        ObjectKey key = BucketLayout.audio(id, "wav");
        store.create(key, wav, "audio/wav");
        new ResultStore(store)
                .storeFirst(
                        new SynthesisResult(
                                id,
                                new AcceptedBy("c" + number),
                                settings(voice, voice + " herself"),
                                new SynthesisResult.Outcome.Completed(
                                        new StoredAudio(
                                                key,
                                                store.uri(key),
                                                AudioFormat.WAV,
                                                rate,
                                                1,
                                                1,
                                                wav.length,
                                                Sha256.hex(wav),
                                                Optional.empty())),
                                Optional.of(times),
                                List.of(),
                                AT,
                                Optional.of(AT),
                                AT,
                                1,
                                "w1",
                                "test",
                                all.length,
                                EngineWork.NONE,
                                List.of(new Warning("not_spoken", "a sign"))));
    }

    private static byte[] wav(List<float[]> sounds, int rate) throws IOException {
        int samples = sounds.stream().mapToInt(sound -> sound.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SoundWriter writer =
                SoundWriters.toMemory(
                        out, new Encoding(AudioFormat.WAV, rate, rate, 1, 0), samples)) {
            for (float[] sound : sounds) {
                writer.write(sound, sound.length);
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private BoundBook bind(OutputSettings.Level level, HeardChapter... heard) {
        byte[] plan =
                StoredBookCodec.write(
                        new StoredBook(
                                BookTags.titled("Emma"),
                                Optional.empty(),
                                new BookOutput(
                                        AudioFormat.WAV,
                                        Optional.of(AudioFormat.WAV),
                                        Optional.empty(),
                                        Optional.empty(),
                                        new BookOutput.Loudness.AsAsked(level, -20),
                                        false),
                                Json.object().put("model_id", "ann"),
                                Map.of(),
                                requests,
                                List.of(heard)));
        ObjectKey key = RequestStore.planKey(BOOK, Sha256.hex(plan));
        store.create(key, plan, "application/json");
        SynthesisJob job =
                new SynthesisJob(
                        BOOK,
                        new AcceptedBy("a"),
                        0,
                        Lane.BULK,
                        AT,
                        Optional.empty(),
                        settings("ann", "ann"),
                        new Work.Binding(key, requests.size()),
                        List.of());
        return binder.bind(job, (Work.Binding) job.work(), new GoOn()).orElseThrow();
    }

    private static final class GoOn implements Synthesis.Checkpoint {
        @Override
        public boolean goOn(int done, double seconds) {
            return true;
        }

        @Override
        public boolean mayWait() {
            return true;
        }
    }

    private float[] sound(BookFile file) throws IOException {
        byte[] wav = store.read(file.key(), 1 << 24).orElseThrow();
        float[] all = new float[(int) PcmWav.samples(wav.length)];
        int[] at = {0};
        PcmWav.read(
                new ByteArrayInputStream(wav),
                all.length,
                (block, count) -> {
                    System.arraycopy(block, 0, all, at[0], count);
                    at[0] += count;
                });
        return all;
    }

    private JsonNode document(BoundBook book, BookFile.Kind kind) {
        BookFile file =
                book.files().stream().filter(one -> one.kind() == kind).findFirst().orElseThrow();
        return Json.readObject(
                store.read(file.key(), 1 << 20).orElseThrow(), "file", ErrorCode.INTERNAL);
    }

    private static HeardChapter.Piece piece(int request, int begin, double pause) {
        return new HeardChapter.Piece(request, begin, begin + 10, pause);
    }

    /** Ann at 16 kHz, Bob at 8 kHz; the second thing that Ann is to say is not spoken. */
    private BoundBook dialogue() throws IOException {
        speak(
                "ann",
                RATE,
                new Said(constant(0.5, RATE, 0.125), 0),
                new Said(new float[0], 10),
                new Said(constant(0.25, RATE, 0.25), 20));
        speak(
                "bob",
                LOW_RATE,
                new Said(constant(0.4, LOW_RATE, 0.5), 0),
                new Said(constant(0.2, LOW_RATE, -0.5), 10));
        speak("ann", RATE, new Said(constant(1, RATE, 0.75), 0));
        return bind(
                OutputSettings.Level.NONE,
                new HeardChapter(
                        "Dialogue",
                        2,
                        1,
                        2,
                        List.of(
                                piece(1, 0, 0.1),
                                piece(2, 0, 0.2),
                                piece(1, 10, 0.3),
                                piece(2, 10, 0.15),
                                piece(1, 20, 0))),
                HeardChapter.whole("Alone", 1, 3));
    }

    private static void assertHeard(float[] all, double from, double seconds, double value) {
        int first = (int) Math.round(from * RATE);
        int behind = first + (int) Math.round(seconds * RATE);
        for (int i = first; i < behind; i++) {
            if (value == 0) {
                assertThat(all[i]).as("sample %d", i).isZero();
            } else if (i > first + RATE / 100 && i < behind - RATE / 100) {
                assertThat(all[i]).as("sample %d", i).isCloseTo((float) value, within(0.02f));
            } else if (i > first + 8 && i < behind - 8) { // fades, and the filter of the rate
                assertThat(all[i] * value).as("sample %d", i).isPositive();
            }
        }
    }

    @Test
    void putsTheTurnsInOrderWithTheirPauses() throws IOException {
        BoundBook book = dialogue();

        float[] all = sound(book.files().getFirst());
        assertThat(all).hasSize((int) Math.round(RATE * (2.1 + 2 + 1)));
        assertHeard(all, 0, 0.5, 0.125);
        assertHeard(all, 0.5, 0.1, 0);
        assertHeard(all, 0.6, 0.4, 0.5);
        assertHeard(all, 1.0, 0.5, 0); // both pauses: nothing of the piece between was spoken
        assertHeard(all, 1.5, 0.2, -0.5);
        assertHeard(all, 1.7, 0.15, 0);
        assertHeard(all, 1.85, 0.25, 0.25);
        assertHeard(all, 2.1, 2, 0);
        assertHeard(all, 4.1, 1, 0.75);
        assertThat(book.files())
                .filteredOn(file -> file.kind() == BookFile.Kind.CHAPTER)
                .extracting(file -> file.durationSeconds().orElseThrow())
                .containsExactly(2.1, 1.0);
        assertThat(book.warnings())
                .extracting(Warning::message)
                .containsExactly(
                        "chapter 1, request emma.c0001: a sign",
                        "chapter 1, request emma.c0002: a sign",
                        "chapter 2: a sign");
    }

    @Test
    void timesFollowWhatIsHeard() throws IOException {
        JsonNode chapters = document(dialogue(), BookFile.Kind.TIMINGS).path("chapters");

        assertThat(chapters.path(0).path("segments"))
                .extracting(segment ->
                        segment.path("request").asInt()
                                + ": "
                                + segment.path("text").asText()
                                + " "
                                + segment.path("begin").asInt()
                                + " "
                                + segment.path("start_s").asDouble()
                                + "-"
                                + segment.path("end_s").asDouble())
                .containsExactly(
                        "1: ann says 0. 0 0.0-0.5",
                        "2: bob says 0. 0 0.6-1.0",
                        "1: ann says 1. 10 1.2-1.2",
                        "2: bob says 1. 10 1.5-1.7",
                        "1: ann says 2. 20 1.85-2.1");
        assertThat(chapters.path(1).path("segments").path(0).path("start_s").asDouble())
                .isEqualTo(4.1);
        assertThat(chapters.path(1).path("segments").path(0).has("request")).isFalse();
        ObjectKey subtitles = new ObjectKey("books/emma/book.srt");
        assertThat(new String(store.read(subtitles, 1 << 16).orElseThrow(), StandardCharsets.UTF_8))
                .contains("00:00:01,500 --> 00:00:01,850\nbob says 1.\n");
    }

    @Test
    void theManifestSaysWhoSpeaksWhen() throws IOException {
        JsonNode chapters = document(dialogue(), BookFile.Kind.MANIFEST).path("chapters");

        JsonNode dialogue = chapters.path(0);
        assertThat(dialogue.path("requests"))
                .extracting(request ->
                        request.path("number").asInt()
                                + " "
                                + request.path("request_id").asText()
                                + " "
                                + request.path("model_id").asText()
                                + " "
                                + request.path("speaker").asText()
                                + " "
                                + request.path("voice_version").asText())
                .containsExactly(
                        "1 emma.c0001 ann ann herself 0123456789abcdef",
                        "2 emma.c0002 bob bob herself 0123456789abcdef");
        assertThat(dialogue.path("pieces"))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "[1,0,10,0,0.5,0.1]",
                        "[2,0,10,0.6,0.4,0.2]",
                        "[1,10,20,1.2,0,0.3]",
                        "[2,10,20,1.5,0.2,0.15]",
                        "[1,20,30,1.85,0.25,0]");
        assertThat(chapters.path(1).path("request_id").asText()).isEqualTo("emma.c0003");
    }

    @Test
    void aSoftVoiceIsHeardAsLoudAsALoudOne() throws IOException {
        speak("ann", RATE, new Said(noise(2, 0.02), 0), new Said(noise(2, 0.02), 10));
        speak("bob", RATE, new Said(noise(2, 0.1), 0));
        HeardChapter chapter =
                new HeardChapter(
                        "Dialogue",
                        0,
                        1,
                        2,
                        List.of(piece(1, 0, 0.5), piece(2, 0, 0.5), piece(1, 10, 0)));

        float[] all = sound(bind(OutputSettings.Level.LOUDNESS, chapter).files().getFirst());
        double ann = decibels(all, 0.1, 1.8);
        double bob = decibels(all, 2.6, 1.8);
        assertThat(bob).isCloseTo(ann, within(0.5));
        assertThat(decibels(all, 5.1, 1.8)).isCloseTo(ann, within(0.5));
    }

    @Test
    void withoutALevelVoicesStayAsTheyAre() throws IOException {
        speak("ann", RATE, new Said(noise(1, 0.02), 0));
        speak("bob", RATE, new Said(noise(1, 0.1), 0));
        HeardChapter chapter =
                new HeardChapter("Dialogue", 0, 1, 2, List.of(piece(1, 0, 0.5), piece(2, 0, 0)));

        float[] all = sound(bind(OutputSettings.Level.NONE, chapter).files().getFirst());
        assertThat(decibels(all, 1.6, 0.8) - decibels(all, 0.1, 0.8)).isCloseTo(14, within(0.5));
    }

    private static double decibels(float[] all, double from, double seconds) {
        double sum = 0;
        int first = (int) (from * RATE);
        int count = (int) (seconds * RATE);
        for (int i = first; i < first + count; i++) {
            sum += (double) all[i] * all[i];
        }
        return 10 * Math.log10(sum / count);
    }

    @Test
    void timingsWithoutPlacesCannotBePutInOrder() throws IOException {
        speak("ann", RATE, false, new Said(constant(0.5, RATE, 0.1), 0));
        speak("bob", RATE, new Said(constant(0.5, RATE, 0.1), 0));

        assertThatThrownBy(() ->
                        bind(
                                OutputSettings.Level.NONE,
                                new HeardChapter(
                                        "Dialogue",
                                        0,
                                        1,
                                        2,
                                        List.of(piece(1, 0, 0), piece(2, 0, 0)))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN))
                .hasMessageContaining("results/emma.c0001/timings.json");
    }
}
