package voxfarm.worker.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import voxfarm.audio.Encoding;
import voxfarm.audio.SoundFileFacts;
import voxfarm.audio.SoundReader;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.audio.check.Finding;
import voxfarm.audio.check.SoundCheck;
import voxfarm.audio.check.SpokenLines;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.PcmWav;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.book.StoredBook;
import voxfarm.common.book.StoredBookCodec;
import voxfarm.common.book.StoredChapter;
import voxfarm.common.book.StoredCover;
import voxfarm.common.book.VoicePin;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.bucket.ResultStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Sha256;
import voxfarm.common.job.JobCodec;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.EngineWork;
import voxfarm.common.plan.AcceptedBy;
import voxfarm.common.plan.Expression;
import voxfarm.common.plan.Lane;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpokenBy;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.result.SynthesisResult;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.tags.Pictures;
import voxfarm.common.voice.Scales;
import voxfarm.common.voice.Speaker;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.worker.assembly.Synthesis;
import voxfarm.worker.assembly.Timings;

class BookBinderTest {
    private static final RequestId BOOK = new RequestId("pride");
    private static final int RATE = 16_000;
    private static final VoiceVersion VERSION = new VoiceVersion("0123456789abcdef");
    private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path folder;
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final BookBinder binder = new BookBinder(store, () -> BEGUN.plusSeconds(100));

    /** Of chapters, as they were spoken. */
    private final List<float[]> spoken = new ArrayList<>();

    private static SpeechSettings settings() {
        return new SpeechSettings(
                new SpokenBy(new VoiceId("joe"), VERSION, new Speaker(0, "default")),
                Language.EN,
                Scales.ORIGINAL_DEFAULTS,
                7,
                OutputSettings.of(AudioFormat.WAV, OutputSettings.Level.NONE),
                Expression.NONE,
                List.of());
    }

    private static BookOutput output(Optional<AudioFormat> chapters, OutputSettings.Level level) {
        return new BookOutput(
                AudioFormat.WAV,
                chapters,
                Optional.empty(),
                Optional.empty(),
                new BookOutput.Loudness.AsAsked(level, -20),
                false);
    }

    /** What a book is made of besides its sound. */
    private BookTags about = BookTags.titled("Pride");

    private SynthesisJob job(BookOutput output) {
        Optional<StoredCover> cover = about.cover().map(StoredCover::of);
        RequestStore requests = new RequestStore(store);
        cover.ifPresent(kept -> requests.createCover(BOOK, kept, about.cover().orElseThrow()));
        for (int n = 1; n <= spoken.size(); n++) {
            byte[] text = {(byte) n};
            requests.createText(RequestStore.textKey(BOOK, Sha256.hex(text)), text);
        }
        StoredBook book =
                new StoredBook(
                        about.withoutCover(),
                        cover,
                        output,
                        Json.object().put("model_id", "joe"),
                        Map.of(new VoiceId("joe"), new VoicePin(VERSION, List.of())),
                        IntStream.rangeClosed(1, spoken.size())
                                .mapToObj(n ->
                                        new StoredChapter(
                                                "Chapter " + n,
                                                Sha256.hex(new byte[] {(byte) n}),
                                                1,
                                                1,
                                                0.5,
                                                Optional.empty()))
                                .toList(),
                        List.of());
        byte[] plan = StoredBookCodec.write(book);
        assertThat(StoredBookCodec.read(plan)).isEqualTo(book);
        ObjectKey key = RequestStore.planKey(BOOK, Sha256.hex(plan));
        store.create(key, plan, "application/json");
        SynthesisJob job =
                new SynthesisJob(
                        BOOK,
                        new AcceptedBy("a"),
                        0,
                        Lane.BULK,
                        Instant.EPOCH,
                        Optional.empty(),
                        settings(),
                        new Work.Binding(key, spoken.size()),
                        List.of());
        assertThat(JobCodec.read(JobCodec.write(job))).isEqualTo(job);
        return job;
    }

    private Optional<BoundBook> bind(SynthesisJob job, Synthesis.Checkpoint checkpoint) {
        return binder.bind(job, (Work.Binding) job.work(), checkpoint);
    }

    private BoundBook bind(SynthesisJob job) {
        return bind(job, goOn(Integer.MAX_VALUE)).orElseThrow();
    }

    private static Synthesis.Checkpoint goOn(int times) {
        int[] left = {times};
        return new Synthesis.Checkpoint() {
            @Override
            public boolean goOn(int done, double seconds) {
                return --left[0] >= 0;
            }

            @Override
            public boolean mayWait() {
                return true;
            }
        };
    }

    /** Noise as loud as speech, which is like nothing else. */
    private void speak(double seconds, double loud) throws IOException {
        Random random = new Random(spoken.size() + 1);
        float[] samples = new float[(int) (seconds * RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.round(random.nextGaussian() * loud * 32_768) / 32_768f;
            samples[i] = Math.clamp(samples[i], -0.99f, 0.99f);
        }
        store(samples);
    }

    /** Vowels and hisses of uneven length, each of its own pitch and loudness. */
    private void talk(double seconds, double loud) throws IOException {
        SplittableRandom random = new SplittableRandom(spoken.size());
        float[] samples = new float[(int) (seconds * RATE)];
        for (int at = 0; at < samples.length; ) {
            int end =
                    Math.min(
                            samples.length, at + (int) ((0.08 + 0.2 * random.nextDouble()) * RATE));
            double pitch = 100 + 300 * random.nextDouble();
            double colour = 300 + 3000 * random.nextDouble();
            double loudness = loud * (0.3 + random.nextDouble());
            double hiss = random.nextInt(4) == 0 ? 0.8 : 0.02;
            int length = end - at;
            for (int i = 0; i < length; i++) {
                double t = (double) i / RATE;
                double wave =
                        0.5 * Math.sin(2 * Math.PI * pitch * t)
                                + 0.4 * Math.sin(2 * Math.PI * colour * t)
                                + hiss * (random.nextDouble() - 0.5);
                samples[at + i] = (float) (loudness * wave * Math.sin(Math.PI * i / length));
            }
            at = end;
        }
        store(samples);
    }

    private void store(float[] samples) throws IOException {
        spoken.add(samples);
        int number = spoken.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoding encoding = new Encoding(AudioFormat.WAV, RATE, RATE, 1, 0);
        try (SoundWriter writer = SoundWriters.toMemory(out, encoding, samples.length)) {
            writer.write(samples, samples.length);
            writer.finish();
        }
        store(number, out.toByteArray(), (double) samples.length / RATE);
    }

    private void store(int number, byte[] wav, double seconds) throws IOException {
        RequestId id = ChapterIds.of(BOOK, number);
        ObjectKey key = BucketLayout.audio(id, "wav");
        store.create(key, wav, "audio/wav");
        new ResultStore(store)
                .storeFirst(
                        new SynthesisResult(
                                id,
                                new AcceptedBy("c" + number),
                                settings(),
                                new SynthesisResult.Outcome.Completed(
                                        new StoredAudio(
                                                key,
                                                store.uri(key),
                                                AudioFormat.WAV,
                                                RATE,
                                                1,
                                                seconds,
                                                wav.length,
                                                Sha256.hex(wav),
                                                Optional.empty())),
                                Optional.of(storeTimings(id, number, seconds)),
                                List.of(),
                                BEGUN,
                                Optional.of(BEGUN.plusSeconds(number)),
                                BEGUN,
                                1,
                                "w1",
                                "test",
                                3,
                                new EngineWork(number, Computation.CPU),
                                List.of(new Warning("not_spoken", "a sign"))));
    }

    private ObjectKey storeTimings(RequestId id, int number, double seconds) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Timings timings = new Timings(id, out)) {
            timings.add(
                    new Segment(0, "Words of chapter " + number + ".", Language.EN, 0),
                    Math.round(seconds * RATE),
                    RATE,
                    List.of());
        }
        ObjectKey key = new ObjectKey("results/" + id.value() + "/timings.json");
        store.create(key, out.toByteArray(), "application/json");
        return key;
    }

    @BeforeEach
    void speakThree() throws IOException {
        speak(1, 0.02);
        speak(2.5, 0.1);
        speak(0.25, 0.05);
    }

    private float[] read(ObjectKey key) throws IOException {
        byte[] wav = store.read(key, 1 << 24).orElseThrow();
        float[] all = new float[(int) PcmWav.samples(wav.length)];
        int[] at = {0};
        PcmWav.read(
                new ByteArrayInputStream(wav),
                all.length,
                (block, count) -> {
                    System.arraycopy(block, 0, all, at[0], count);
                    at[0] += count;
                });
        assertThat(at[0]).isEqualTo(all.length);
        return all;
    }

    @Test
    void joinsTheChaptersWithTheirPausesSampleBySample() throws IOException {
        BoundBook book = bind(job(output(Optional.of(AudioFormat.WAV), OutputSettings.Level.NONE)));

        float[] whole = read(book.audio().key());
        int pause = RATE / 2;
        assertThat(whole).hasSize(RATE + pause + 5 * RATE / 2 + pause + RATE / 4);
        assertThat(IntStream.range(0, RATE).allMatch(i -> whole[i] == spoken.get(0)[i])).isTrue();
        assertThat(IntStream.range(RATE, RATE + pause).allMatch(i -> whole[i] == 0)).isTrue();
        int third = whole.length - RATE / 4;
        assertThat(IntStream.range(0, RATE / 4).allMatch(i -> whole[third + i] == spoken.get(2)[i]))
                .isTrue();
        assertThat(book.audio().durationSeconds()).isEqualTo(4.75);
        assertThat(book.files())
                .extracting(BookFile::kind)
                .containsExactly(
                        BookFile.Kind.BOOK,
                        BookFile.Kind.CHAPTER,
                        BookFile.Kind.CHAPTER,
                        BookFile.Kind.CHAPTER,
                        BookFile.Kind.SUBTITLES,
                        BookFile.Kind.SUBTITLES,
                        BookFile.Kind.TIMINGS,
                        BookFile.Kind.FEED,
                        BookFile.Kind.MANIFEST);
        assertThat(book.files())
                .extracting(file -> file.key().value())
                .containsExactly(
                        "books/pride/book.wav",
                        "books/pride/chapters/0001.wav",
                        "books/pride/chapters/0002.wav",
                        "books/pride/chapters/0003.wav",
                        "books/pride/book.srt",
                        "books/pride/book.vtt",
                        "books/pride/timings.json",
                        "books/pride/feed.xml",
                        "books/pride/manifest.json");
        assertThat(read(book.files().get(2).key())).isEqualTo(spoken.get(1));
        for (BookFile file : book.files()) {
            byte[] stored = store.read(file.key(), 1 << 24).orElseThrow();
            assertThat(file.bytes()).isEqualTo(stored.length);
            assertThat(file.sha256()).isEqualTo(Sha256.hex(stored));
        }
        assertThat(book.files().get(2).chapter()).isEqualTo(OptionalInt.of(2));
        assertThat(book.files().get(2).durationSeconds()).contains(2.5);
    }

    @Test
    void bringsEachChapterToItsLoudness() {
        BoundBook book =
                bind(job(output(Optional.of(AudioFormat.WAV), OutputSettings.Level.LOUDNESS)));

        assertThat(book.files())
                .filteredOn(file -> file.kind() == BookFile.Kind.CHAPTER)
                .filteredOn(file -> file.durationSeconds().orElseThrow() > 0.5)
                .hasSize(2)
                .allSatisfy(file ->
                        assertThat(file.levels().orElseThrow().lufs()).isCloseTo(-20, within(0.2)));
    }

    @Test
    void saysInTheManifestFromWhatItWasMade() {
        SynthesisJob job = job(output(Optional.empty(), OutputSettings.Level.NONE));
        BoundBook book = bind(job);

        ObjectNode manifest =
                Json.readObject(
                        store.read(book.files().getLast().key(), 1 << 20).orElseThrow(),
                        "manifest",
                        ErrorCode.INTERNAL);
        assertThat(manifest.path("book_id").asText()).isEqualTo("pride");
        assertThat(manifest.path("ai_speech").path("synthetic").asBoolean()).isTrue();
        ObjectNode second = (ObjectNode) manifest.path("chapters").get(1);
        assertThat(second.path("request_id").asText()).isEqualTo("pride.c0002");
        assertThat(second.path("voice_version").asText()).isEqualTo(VERSION.value());
        assertThat(second.path("seed").asInt()).isEqualTo(7);
        assertThat(second.path("text_sha256").asText()).isEqualTo(Sha256.hex(new byte[] {2}));
        assertThat(second.path("start_s").asDouble()).isEqualTo(1.5);
        assertThat(second.path("duration_s").asDouble()).isEqualTo(2.5);
        assertThat(book.making().work().seconds()).isEqualTo(6);
        assertThat(book.making().startedAt()).isEqualTo(BEGUN.plusSeconds(1));
        assertThat(book.warnings())
                .extracting(Warning::message)
                .containsExactly("chapter 1: a sign", "chapter 2: a sign", "chapter 3: a sign");
    }

    @Test
    void madeAgainItIsTheSameAndOtherBytesGetANameOfTheirOwn() {
        SynthesisJob job = job(output(Optional.of(AudioFormat.WAV), OutputSettings.Level.NONE));
        store.create(
                new ObjectKey("books/pride/chapters/0002.wav"),
                "other".getBytes(StandardCharsets.UTF_8),
                "audio/wav");
        BoundBook first = bind(job);
        BoundBook again = bind(job);

        assertThat(again).isEqualTo(first);
        BookFile second = first.files().get(2);
        assertThat(second.key().value())
                .isEqualTo("books/pride/chapters/0002-" + second.sha256() + ".wav");
    }

    @Test
    void anAudiobookHasItsChaptersAndEveryFileItsTags() throws IOException {
        BoundBook book =
                bind(
                        job(
                                new BookOutput(
                                        AudioFormat.M4A,
                                        Optional.of(AudioFormat.MP3),
                                        Optional.empty(),
                                        Optional.empty(),
                                        new BookOutput.Loudness.AsAsked(
                                                OutputSettings.Level.NONE, -20),
                                        false)));

        assertThat(book.audio().key().value()).isEqualTo("books/pride/book.m4b");
        Path whole = folder.resolve("book.m4b");
        Files.write(whole, store.read(book.audio().key(), 1 << 24).orElseThrow());
        try (SoundReader reader = SoundReader.open(whole, Duration.ofMinutes(1))) {
            assertThat(reader.facts().tags()).containsEntry("title", "Pride");
            assertThat(reader.facts().tags()).containsEntry("comment", BookTags.MACHINE_SPEECH);
            assertThat(reader.facts().chapters())
                    .extracting(SoundFileFacts.Chapter::title)
                    .containsExactly("Chapter 1", "Chapter 2", "Chapter 3");
            assertThat(reader.facts().chapters().get(1).startSeconds())
                    .isCloseTo(1.5, within(0.001));
        }
        Path second = folder.resolve("2.mp3");
        Files.write(second, store.read(book.files().get(2).key(), 1 << 24).orElseThrow());
        try (SoundReader reader = SoundReader.open(second, Duration.ofMinutes(1))) {
            assertThat(reader.facts().tags())
                    .containsEntry("title", "Chapter 2")
                    .containsEntry("album", "Pride")
                    .containsEntry("track", "2/3");
        }
    }

    /** With an author and a picture, as players show them. */
    private static BookTags dressed() {
        byte[] picture = Pictures.png();
        return new BookTags(
                        "Pride",
                        List.of("Jane"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("en"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(CoverImage.of(picture, "cover"));
    }

    private BookFile file(BoundBook book, String name) {
        return book.files().stream()
                .filter(one -> one.key().value().equals("books/pride/" + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " of " + book.files()));
    }

    private byte[] bytes(BoundBook book, String name) {
        return store.read(file(book, name).key(), 1 << 24).orElseThrow();
    }

    private Path onDisk(BoundBook book, String name) throws IOException {
        return Files.write(folder.resolve(name.replace('/', '-')), bytes(book, name));
    }

    @Test
    void thePictureIsInEveryFileThatCanHoldOne() throws IOException {
        about = dressed();
        BoundBook book =
                bind(
                        job(
                                new BookOutput(
                                        AudioFormat.M4A,
                                        Optional.of(AudioFormat.MP3),
                                        Optional.empty(),
                                        Optional.empty(),
                                        new BookOutput.Loudness.AsAsked(
                                                OutputSettings.Level.NONE, -20),
                                        true)));

        byte[] picture = about.cover().orElseThrow().bytes();
        assertThat(bytes(book, "cover.png")).isEqualTo(picture);
        assertThat(file(book, "cover.png").kind()).isEqualTo(BookFile.Kind.COVER);
        for (String name : List.of("book.m4b", "chapters/0001.mp3")) {
            try (SoundReader reader = SoundReader.open(onDisk(book, name), Duration.ofMinutes(1))) {
                assertThat(reader.facts().cover()).as(name).isEqualTo("png");
                assertThat(reader.facts().coverBytes()).as(name).isEqualTo(picture.length);
            }
        }
        try (ZipFile epub = new ZipFile(onDisk(book, "book.epub").toFile())) {
            assertThat(epub.getInputStream(epub.getEntry("EPUB/cover.png")).readAllBytes())
                    .isEqualTo(picture);
        }
        assertThat(new String(bytes(book, "feed.xml"), StandardCharsets.UTF_8))
                .contains("<itunes:image href=\"cover.png\"");
    }

    @Test
    void theFeedNamesTheFilesBesideIt() {
        BoundBook book =
                bind(job(output(Optional.of(AudioFormat.FLAC), OutputSettings.Level.NONE)));

        String feed = new String(bytes(book, "feed.xml"), StandardCharsets.UTF_8);

        assertThat(file(book, "feed.xml").contentType()).startsWith("application/rss+xml");
        for (int n = 1; n <= 3; n++) {
            BookFile chapter = file(book, "chapters/000" + n + ".flac");
            assertThat(feed)
                    .contains(
                            "<enclosure url=\"chapters/000"
                                    + n
                                    + ".flac\" length=\""
                                    + chapter.bytes()
                                    + "\" type=\"audio/flac\"")
                    .contains("<title>Chapter " + n + "</title>");
        }
        assertThat(feed).doesNotContain("s3:", "results/", "http://127").contains("complete");
        assertThat(bind(job(output(Optional.empty(), OutputSettings.Level.NONE))).files())
                .noneMatch(file -> file.kind() == BookFile.Kind.FEED);
    }

    /** Whatever format the files of chapters have, there is sound in it that readers know. */
    @ParameterizedTest
    @CsvSource({"M4A, m4a", "OPUS, opus", "FLAC, mp3"})
    void theBookToReadAlongHasTextSoundAndTimesOfEachChapter(AudioFormat chapters, String inside)
            throws IOException {
        BookOutput output =
                new BookOutput(
                        AudioFormat.WAV,
                        Optional.of(chapters),
                        Optional.empty(),
                        Optional.empty(),
                        new BookOutput.Loudness.AsAsked(OutputSettings.Level.LOUDNESS, -20),
                        true);
        BoundBook book = bind(job(output));

        try (ZipFile epub = new ZipFile(onDisk(book, "book.epub").toFile())) {
            for (int n = 1; n <= 3; n++) {
                assertThat(text(epub, "EPUB/c0000" + n + ".xhtml"))
                        .contains("Words of chapter " + n + ".", "Chapter " + n);
                assertThat(text(epub, "EPUB/c0000" + n + ".smil"))
                        .contains("audio/c0000" + n + "." + inside, "#s1");
                byte[] sound =
                        epub.getInputStream(epub.getEntry("EPUB/audio/c0000" + n + "." + inside))
                                .readAllBytes();
                if (chapters != AudioFormat.FLAC) {
                    assertThat(sound).isEqualTo(bytes(book, "chapters/000" + n + "." + inside));
                }
                try (SoundReader reader =
                        SoundReader.open(
                                Files.write(folder.resolve("sound"), sound),
                                Duration.ofMinutes(1))) {
                    long samples = reader.readMono((_, _) -> {}).samples();
                    assertThat((double) samples / reader.rateHz())
                            .isCloseTo(spoken.get(n - 1).length / (double) RATE, within(0.15));
                }
            }
            assertThat(text(epub, "EPUB/package.opf")).contains("urn:uuid:", "<dc:title>Pride<");
        }
        assertThat(bind(job(output)).files()).as("made again").isEqualTo(book.files());
        assertThat(book.warnings()).extracting(Warning::code).containsOnly("not_spoken");
    }

    private static String text(ZipFile zip, String name) throws IOException {
        return new String(
                zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The book of a preset is what its check asks for, the whole and each chapter. */
    @ParameterizedTest
    @EnumSource(DeliveryPreset.class)
    void aBookMadeByAPresetPassesItsCheck(DeliveryPreset preset) throws IOException {
        about = dressed();
        spoken.clear();
        store.writes().stream()
                .filter(key -> key.startsWith("results/"))
                .forEach(key -> store.delete(new ObjectKey(key)));
        talk(20, 0.01);
        talk(12, 0.2);
        BoundBook book =
                bind(
                        job(
                                BookOutput.read(
                                        new Fields(
                                                Json.object()
                                                        .put("preset", preset.wireName())
                                                        .put("chapters", "mp3"),
                                                new Problems()))));

        for (String name : List.of("book.m4b", "chapters/0001.mp3", "chapters/0002.mp3")) {
            SoundCheck.Report report =
                    SoundCheck.check(
                            onDisk(book, name), preset, SpokenLines.NONE, Duration.ofMinutes(1));
            assertThat(report.findings())
                    .as(name)
                    .filteredOn(finding -> finding.verdict() == Finding.Verdict.FAIL)
                    .isEmpty();
        }
        String srt = new String(bytes(book, "book.srt"), StandardCharsets.UTF_8);
        assertThat(srt)
                .as("words begin behind the quiet that was put before them")
                .startsWith(
                        preset == DeliveryPreset.ACX ? "1\n00:00:00,7" : "1\n00:00:00,000 --> ");
    }

    @Test
    void subtitlesOfTheBookCountFromItsBeginning() {
        BoundBook book = bind(job(output(Optional.empty(), OutputSettings.Level.NONE)));

        BookFile subtitles =
                book.files().stream()
                        .filter(file -> file.key().value().endsWith(".srt"))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        new String(
                                store.read(subtitles.key(), 1 << 16).orElseThrow(),
                                StandardCharsets.UTF_8))
                .contains("00:00:01,500 --> 00:00:04,000\nWords of chapter 2.\n")
                .contains("00:00:04,500 --> ");
    }

    /** Wherever it is stopped, nothing but whole files is in the bucket. */
    @Test
    void endsWhereTheCheckpointSaysSo() {
        SynthesisJob job = job(output(Optional.of(AudioFormat.WAV), OutputSettings.Level.NONE));
        int stops = 0;
        while (bind(job, goOn(stops)).isEmpty()) {
            assertThat(store.head(new ObjectKey("books/pride/book.wav"))).isEmpty();
            stops++;
        }
        assertThat(stops).isGreaterThanOrEqualTo(4);
    }

    /** One is written while the next one is brought to its level, in two folders by turns. */
    @Test
    void manyChaptersAreEachWholeAndInTheirOrder() throws IOException {
        for (int more = 0; more < 9; more++) {
            speak(0.2 + 0.3 * (more % 4), 0.05);
        }
        BoundBook book = bind(job(output(Optional.of(AudioFormat.WAV), OutputSettings.Level.NONE)));

        float[] whole = read(book.audio().key());
        int at = 0;
        for (int number = 1; number <= spoken.size(); number++) {
            float[] chapter = spoken.get(number - 1);
            String key = String.format(Locale.ROOT, "books/pride/chapters/%04d.wav", number);
            assertThat(read(new ObjectKey(key))).as(key).isEqualTo(chapter);
            assertThat(Arrays.copyOfRange(whole, at, at + chapter.length))
                    .as("chapter %d in the whole", number)
                    .isEqualTo(chapter);
            at += chapter.length + RATE / 2;
        }
        assertThat(whole).hasSize(at - RATE / 2);
    }

    @Test
    void noThreadIsLeftWhereverItIsStopped() throws InterruptedException {
        SynthesisJob job = job(output(Optional.of(AudioFormat.MP3), OutputSettings.Level.LOUDNESS));
        for (int stops = 0; bind(job, goOn(stops)).isEmpty(); stops++) {
            for (Thread thread : writers()) {
                thread.join(Duration.ofSeconds(30)); // its work has ended, it is about to
            }
            assertThat(writers()).isEmpty();
        }
    }

    private static List<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("binding-"))
                .toList();
    }

    @Test
    void namesAChapterThatIsNotThere() {
        spoken.add(new float[1]);
        SynthesisJob job = job(output(Optional.empty(), OutputSettings.Level.NONE));

        assertThatThrownBy(() -> bind(job))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("chapter 4")
                .hasMessageContaining("pride.c0004");
    }

    @Test
    void aChapterThatIsCutOffIsNoChapter() {
        byte[] wav =
                store.read(new ObjectKey("results/pride.c0002/audio.wav"), 1 << 24).orElseThrow();
        store.delete(new ObjectKey("results/pride.c0002/audio.wav"));
        store.create(
                new ObjectKey("results/pride.c0002/audio.wav"),
                Arrays.copyOf(wav, wav.length / 2),
                "audio/wav");

        assertThatThrownBy(() -> bind(job(output(Optional.empty(), OutputSettings.Level.NONE))))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("results/pride.c0002/audio.wav");
    }
}
