package voxfarm.worker.binding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import voxfarm.audio.AacCoder;
import voxfarm.audio.ClipJoiner;
import voxfarm.audio.Encoding;
import voxfarm.audio.Finish;
import voxfarm.audio.M4bWriter;
import voxfarm.audio.Mastering;
import voxfarm.audio.MeasuredWriter;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.audio.TrackTags;
import voxfarm.books.publish.PodcastFeed;
import voxfarm.books.publish.ReadAlongEpub;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.BookOrder;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.StoredBook;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Warning;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.BookTags;
import voxfarm.worker.assembly.BookTimings;
import voxfarm.worker.assembly.Subtitles;
import voxfarm.worker.assembly.Synthesis;

/**
 * Makes the files of one book, chapter after chapter: each is read from the bucket, brought to its
 * level by way of a file, and written to its own file and to that of the whole at once, while the
 * next one is brought to its level. For one attempt; all but the writing and the coding of the
 * whole on its caller's thread.
 */
final class Binding {
    /** Blocks of samples between two questions to the checkpoint: some seconds of work. */
    private static final int BLOCKS_AT_ONCE = 256;

    private static final double SECONDS_A_MINUTE = 60;

    private final SynthesisJob job;
    private final ObjectStore store;
    private final RequestStore requests;
    private final SpokenBook spoken;
    private final Path folder;
    private final Synthesis.Checkpoint checkpoint;
    private final Instant now;
    private final RequestId id;
    private final StoredBook book;
    private final BookOutput output;
    private final List<ChapterSound> sounds;
    private final List<BookManifest.Bound> bound = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    private final OpenFiles open = new OpenFiles();

    private final MadeFiles files;
    private final BookTags tags;
    private final int rateHz;
    private final Finish finish;
    private @Nullable ReadAlongBook readAlong;
    private double seconds;

    /**
     * @param folder for what lies on disk meanwhile
     * @param now when the attempt begins
     * @throws VoxfarmException if a chapter is missing, or the plan is
     */
    Binding(
            SynthesisJob job,
            Work.Binding binding,
            ObjectStore store,
            Path folder,
            Synthesis.Checkpoint checkpoint,
            Instant now) {
        this.job = job;
        this.store = store;
        this.folder = folder;
        this.checkpoint = checkpoint;
        this.now = now;
        this.id = job.id().request();
        this.files = new MadeFiles(store, id);
        this.requests = new RequestStore(store);
        this.book = requests.book(binding.plan());
        this.output = book.output();
        this.tags =
                book.cover()
                        .map(cover -> book.about().with(requests.cover(id, cover)))
                        .orElse(book.about());
        this.spoken = new SpokenBook(store, id, book);
        this.rateHz = output.rateHz().orElse(spoken.highestRateHz());
        this.finish = finish();
        this.sounds = spoken.chapters(folder, rateHz, !(finish.aim() instanceof Finish.Aim.AsItIs));
    }

    /** What is done to the sound of each chapter. */
    private Finish finish() {
        return switch (output.loudness()) {
            case BookOutput.Loudness.ByPreset(DeliveryPreset preset) -> Finish.of(preset, rateHz);
            case BookOutput.Loudness.AsAsked(OutputSettings.Level level, double targetLufs) ->
                    Finish.of(
                            OutputSettings.levelled(Optional.of(rateHz), level, targetLufs),
                            rateHz);
        };
    }

    /** The checkpoint said that it is enough. */
    private static final class Stopped extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Makes all.
     *
     * @return empty if the checkpoint ended it
     */
    Optional<BoundBook> run() throws IOException {
        try {
            return Optional.of(output.epub() ? bindToReadAlong() : bind());
        } catch (Stopped e) {
            return Optional.empty();
        }
    }

    private BoundBook bindToReadAlong() throws IOException {
        if (!sounds.stream().allMatch(ChapterSound::hasTimings)) {
            warnings.add(
                    new Warning(
                            "no_epub",
                            "the book to read along is left out: when words are heard is not known"
                                    + " of all chapters"));
            return bind();
        }
        try (ReadAlongBook along = new ReadAlongBook(folder.resolve("epub"), job, tags)) {
            readAlong = along;
            return bind();
        }
    }

    private BoundBook bind() throws IOException {
        Path file = folder.resolve("book");
        Encoding encoding = Encoding.of(output.settings(output.whole()), rateHz);
        AudioLevels levels;
        SoundWriter writer = writer(file, encoding);
        try (CodingThread coder = new CodingThread(writer)) {
            MeasuredWriter whole = new MeasuredWriter(coder, rateHz);
            write(new Whole(writer, coder, whole));
            whole.finish();
            levels = whole.levels();
        }
        addTimes(); // the last that may be broken off
        BookFile all =
                files.addSound(
                        file,
                        "book."
                                + (output.whole() == AudioFormat.M4A
                                        ? "m4b" // which players know for an audiobook
                                        : output.whole().extension()),
                        output.whole(),
                        OptionalInt.empty(),
                        seconds,
                        levels);
        Files.delete(file);
        publish();
        addManifest();
        warnings.addAll(spoken.warnings());
        return new BoundBook(
                audio(all, encoding, levels), files.all(), spoken.making(now), warnings);
    }

    /** What is made besides the sound. */
    private void publish() throws IOException {
        ReadAlongBook along = readAlong;
        if (along != null) {
            files.add(BookFile.Kind.EPUB, along.finish(), "book.epub", ReadAlongEpub.CONTENT_TYPE);
        }
        Optional<BookFile> cover =
                tags.cover()
                        .map(picture ->
                                files.add(
                                        BookFile.Kind.COVER,
                                        picture.bytes(),
                                        "cover." + picture.kind().extension(),
                                        picture.kind().contentType()));
        if (output.chapters().isPresent()) {
            files.add(
                    BookFile.Kind.FEED,
                    StoredFeed.write(job, tags, bound, cover, files),
                    StoredFeed.NAME,
                    PodcastFeed.CONTENT_TYPE);
        }
    }

    /** Of the file of the whole, in which an audiobook has its chapters. */
    private SoundWriter writer(Path file, Encoding encoding) throws IOException {
        return encoding.format() == AudioFormat.M4A
                ? M4bWriter.toFile(file, encoding, aacCoder(), tags)
                : SoundWriters.toFile(file, encoding, samplesInAll());
    }

    private AacCoder aacCoder() {
        return AacCoder.of(finish, output.bitrateKbps().isPresent());
    }

    /** When each word of the book is heard, and subtitles, where all chapters say it. */
    private void addTimes() throws IOException {
        if (!sounds.stream().allMatch(ChapterSound::hasTimings)) {
            return;
        }
        Path times = folder.resolve("timings");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(times));
                BookTimings all = new BookTimings(id, out)) {
            for (BookManifest.Bound chapter : bound) {
                checkGoOn();
                ChapterSound sound = chapter.sound();
                try (InputStream in = sound.timings()) {
                    all.add(
                            sound.number(),
                            sound.title(),
                            chapter.startSeconds(),
                            chapter.durationSeconds(),
                            chapter.shiftSeconds(),
                            in);
                }
            }
        }
        for (SubtitleFormat format : SubtitleFormat.values()) {
            Path subtitles = folder.resolve("subtitles");
            try (InputStream in = new BufferedInputStream(Files.newInputStream(times));
                    OutputStream out = Files.newOutputStream(subtitles)) {
                Subtitles.write(in, format, Subtitles.shown(sounds.getFirst().settings()), out);
            }
            files.add(
                    BookFile.Kind.SUBTITLES,
                    subtitles,
                    "book." + format.wireName(),
                    format.contentType());
        }
        files.add(BookFile.Kind.TIMINGS, times, "timings.json", "application/json");
    }

    private StoredAudio audio(BookFile all, Encoding encoding, AudioLevels levels) {
        return new StoredAudio(
                all.key(),
                store.uri(all.key()),
                output.whole(),
                encoding.rateHz(),
                encoding.channels(),
                seconds,
                all.bytes(),
                all.sha256(),
                Optional.of(levels));
    }

    /** Of the file of the whole, before it is encoded. */
    private long samplesInAll() throws IOException {
        long samples = 0;
        for (ChapterSound sound : sounds) {
            samples += samples(sound) + pauseSamples(sound);
        }
        return samples;
    }

    private long samples(ChapterSound sound) throws IOException {
        return new Encoding(AudioFormat.PCM, sound.sampleRateHz(), rateHz, 1, 0)
                .samplesOf(sound.samples());
    }

    /** None behind the last. What is quiet at the ends of both chapters is part of the pause. */
    private long pauseSamples(ChapterSound sound) {
        if (sound.number() == sounds.size()) {
            return 0;
        }
        double room = finish.room().headSeconds() + finish.room().tailSeconds();
        return ClipJoiner.Place.pauseSamples(Math.max(0, sound.pauseAfterSeconds() - room), rateHz);
    }

    /**
     * A chapter whose level is found.
     *
     * @param folder its own, as another one is written meanwhile
     * @param gain in decibels
     */
    private record Levelled(ChapterSound sound, Path folder, Mastering.Cut cut, double gain) {
        Mastering.Spooled spooled() {
            return Binding.spooled(folder);
        }

        double seconds() {
            return (double) cut.samples() / cut.rateHz();
        }
    }

    /**
     * A chapter that is being written.
     *
     * @param own the files of its own, if it gets any
     */
    private record Writing(Levelled chapter, Optional<ChapterFiles> own, Future<?> work) {}

    /**
     * The file of the whole.
     *
     * @param writer used by the coder's thread alone
     * @param measured hands on to the coder
     */
    private record Whole(SoundWriter writer, CodingThread coder, SoundWriter measured) {
        void beginChapter(String title, int rateHz) throws IOException {
            if (writer instanceof M4bWriter audiobook) {
                coder.then(() -> audiobook.beginChapter(title, rateHz));
            }
        }
    }

    /** Of the chapters that are written, or were and are not taken yet: two at most. */
    private static final class OpenFiles implements AutoCloseable {
        private final Deque<ChapterFiles> files = new ArrayDeque<>();

        void add(ChapterFiles added) {
            files.add(added);
        }

        void remove(ChapterFiles taken) {
            files.remove(taken);
        }

        @Override
        public void close() {
            ChapterFiles.closeAll(files);
        }
    }

    private static Path spool(Path folder) {
        return folder.resolve("chapter.f32");
    }

    /** The same, asking now and then whether to go on. */
    private Mastering.Spooled asking(Mastering.Spooled spooled) {
        return () ->
                new FilterInputStream(spooled.open()) {
                    private int reads;

                    @Override
                    public int read(byte[] bytes, int from, int count) throws IOException {
                        if (++reads % BLOCKS_AT_ONCE == 0) {
                            checkGoOn();
                        }
                        return super.read(bytes, from, count);
                    }
                };
    }

    private static Mastering.Spooled spooled(Path folder) {
        return () -> new BufferedInputStream(Files.newInputStream(spool(folder)));
    }

    /** Takes the sound of a chapter; behind it the spool holds its samples at the book's rate. */
    private Levelled levelled(ChapterSound sound, Optional<Writing> before) throws IOException {
        checkGoOn();
        Path own = Files.createDirectories(folder.resolve("chapter-" + sound.number() % 2));
        Mastering.Cut cut = level(sound, spool(own), before);
        return new Levelled(sound, own, cut, Mastering.gain(asking(spooled(own)), cut));
    }

    /** All chapters, each written while the next one is brought to its level. */
    private void write(Whole whole) throws IOException {
        try (OpenFiles _ = open;
                WritingThread thread = new WritingThread()) {
            Optional<Writing> before = Optional.empty();
            for (ChapterSound sound : sounds) {
                Levelled chapter = levelled(sound, before);
                await(before);
                Writing writing = begin(chapter, whole, thread);
                take(before);
                before = Optional.of(writing);
            }
            await(before);
            take(before);
        }
    }

    private void await(Optional<Writing> chapter) throws IOException {
        if (chapter.isPresent()) {
            checkGoOn();
            WritingThread.await(chapter.get().work(), this::checkMayWait);
        }
    }

    /** To the file of the whole, and at once to those of its own, of which one may be kept. */
    private Writing begin(Levelled chapter, Whole whole, WritingThread thread) throws IOException {
        ChapterSound sound = chapter.sound();
        Optional<ChapterFiles> own = ownFiles(chapter);
        own.ifPresent(open::add);
        long pause = pauseSamples(sound);
        Future<?> work =
                thread.begin(() -> {
                    whole.beginChapter(sound.title(), rateHz);
                    SoundWriter all = whole.measured();
                    SoundWriter both = own.<SoundWriter>map(to -> new Both(to, all)).orElse(all);
                    Mastering.copy(
                            chapter.spooled(),
                            chapter.cut(),
                            chapter.gain(),
                            new Interruptible(both, thread));
                    if (own.isPresent()) {
                        own.get().finish();
                    }
                    Mastering.pause(finish, pause, all);
                });
        return new Writing(chapter, own, work);
    }

    private Optional<ChapterFiles> ownFiles(Levelled chapter) throws IOException {
        Set<AudioFormat> formats = EnumSet.noneOf(AudioFormat.class);
        output.chapters().ifPresent(formats::add);
        if (readAlong != null) {
            formats.add(output.epubSound());
        }
        if (formats.isEmpty()) {
            return Optional.empty();
        }
        ChapterSound sound = chapter.sound();
        TrackTags track = new TrackTags(tags, sound.title(), sound.number(), sounds.size());
        return Optional.of(
                new ChapterFiles(
                        chapter.folder(),
                        formats,
                        new ChapterFiles.Form(output, aacCoder(), rateHz),
                        track,
                        chapter.cut().samples()));
    }

    /** Keeps what of a chapter that is written is to be kept. */
    private void take(Optional<Writing> written) throws IOException {
        if (written.isEmpty()) {
            return;
        }
        Levelled chapter = written.get().chapter();
        ChapterSound sound = chapter.sound();
        Optional<BookFile> file = Optional.empty();
        if (written.get().own().isPresent()) {
            open.remove(written.get().own().get());
            try (ChapterFiles own = written.get().own().get()) {
                ReadAlongBook along = readAlong;
                if (along != null) {
                    addTo(along, chapter, own.file(output.epubSound()));
                }
                if (output.chapters().isPresent()) {
                    file = Optional.of(keep(own, chapter));
                }
            }
        }
        double shift = chapter.cut().shiftSeconds();
        bound.add(new BookManifest.Bound(sound, seconds, chapter.seconds(), shift, file));
        addWarnings(sound, chapter.seconds());
        seconds += chapter.seconds() + (double) pauseSamples(sound) / rateHz;
    }

    /** What of its preset a chapter breaks, though it was made by it. */
    private void addWarnings(ChapterSound sound, double length) {
        Optional<DeliveryPreset.Range> minutes =
                output.preset().flatMap(preset -> preset.limits().minutes());
        if (minutes.isPresent() && !minutes.get().holds(length / SECONDS_A_MINUTE)) {
            warnings.add(
                    new Warning(
                            "too_long",
                            String.format(
                                    Locale.ROOT,
                                    "chapter %d: expected at most %.0f minutes for preset %s, was"
                                            + " %.0f; cut it in two at a scene break",
                                    sound.number(),
                                    minutes.get().most(),
                                    output.preset().orElseThrow().wireName(),
                                    length / SECONDS_A_MINUTE)));
        }
    }

    private Mastering.Cut level(ChapterSound sound, Path spool, Optional<Writing> before)
            throws IOException {
        int[] blocks = {0};
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool));
                Mastering mastering = new Mastering(finish, sound.sampleRateHz(), out)) {
            sound.read(
                    mastering::write,
                    () -> {
                        if (++blocks[0] % BLOCKS_AT_ONCE == 0) {
                            checkGoOn();
                            if (before.isPresent() && before.get().work().isDone()) {
                                await(before); // if it failed, all else is in vain
                            }
                        }
                    });
            return mastering.finish();
        }
    }

    private BookFile keep(ChapterFiles own, Levelled chapter) throws IOException {
        AudioFormat format = output.chapters().orElseThrow();
        int number = chapter.sound().number();
        return files.addSound(
                own.file(format),
                String.format(Locale.ROOT, "chapters/%04d.%s", number, format.extension()),
                format,
                OptionalInt.of(number),
                chapter.seconds(),
                own.levels());
    }

    private void addTo(ReadAlongBook along, Levelled chapter, Path file) throws IOException {
        along.add(
                chapter.sound(),
                texts(chapter.sound()),
                chapter.cut().shiftSeconds(),
                chapter.seconds(),
                output.epubSound(),
                file);
    }

    /** As they were given to be spoken, by the numbers of requests; of the first by any other. */
    private IntFunction<String> texts(ChapterSound sound) {
        Map<Integer, String> texts = new HashMap<>();
        return number ->
                texts.computeIfAbsent(
                        number,
                        _ ->
                                text(
                                        sound.requests().stream()
                                                .filter(request -> request.number() == number)
                                                .findFirst()
                                                .orElse(sound.requests().getFirst())));
    }

    private String text(RequestSound request) {
        return new String(
                requests.text(
                        RequestStore.textKey(id, request.textSha256()),
                        BookOrder.MOST_CHAPTER_BYTES),
                StandardCharsets.UTF_8);
    }

    private void checkGoOn() throws Stopped {
        if (!checkpoint.goOn(bound.size(), seconds)) {
            throw new Stopped();
        }
    }

    /** As the other, and asks nobody else. */
    private void checkMayWait() throws Stopped {
        if (!checkpoint.mayWait()) {
            throw new Stopped();
        }
    }

    private void addManifest() throws IOException {
        Path file = folder.resolve("manifest");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            new BookManifest(job, book, bound, files.all()).write(out);
        }
        files.add(BookFile.Kind.MANIFEST, file, "manifest.json", BookManifest.CONTENT_TYPE);
    }

    /** Breaks off where the thread is stopped; what it writes to is closed elsewhere. */
    private record Interruptible(SoundWriter writer, WritingThread thread) implements SoundWriter {
        @Override
        public void write(float[] samples, int count) throws IOException {
            if (thread.isStopped()) {
                throw new Stopped();
            }
            writer.write(samples, count);
        }

        @Override
        public void finish() {
            throw new IllegalStateException("is for its owner to finish");
        }

        @Override
        public void close() {}
    }

    /** What is written goes to two files. */
    private record Both(SoundWriter one, SoundWriter other) implements SoundWriter {
        @Override
        public void write(float[] samples, int count) throws IOException {
            one.write(samples, count);
            other.write(samples, count);
        }

        @Override
        public void finish() {
            throw new IllegalStateException("is for its owners to finish");
        }

        @Override
        public void close() {}
    }
}
