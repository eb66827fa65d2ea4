package voxfarm.worker.binding;

import voxfarm.audio.ClipJoiner;
import voxfarm.audio.Encoding;
import voxfarm.audio.M4bWriter;
import voxfarm.audio.Mastering;
import voxfarm.audio.MeasuredWriter;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.audio.TrackTags;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.audio.OutputSettings;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.book.BookAbout;
import voxfarm.common.book.BookFile;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.StoredBook;
import voxfarm.common.bucket.BucketLayout;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.job.SynthesisJob;
import voxfarm.common.job.Work;
import voxfarm.common.plan.RequestId;
import voxfarm.common.result.StoredAudio;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.tags.BookTags;
import voxfarm.worker.assembly.BookTimings;
import voxfarm.worker.assembly.SoundFile;
import voxfarm.worker.assembly.Subtitles;
import voxfarm.worker.assembly.Synthesis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the files of one book, chapter after chapter: each is read from the bucket, brought to its
 * level by way of a file, and written to its own file and to that of the whole at once. For one
 * attempt, on one thread.
 */
final class Binding {
    private static final int SILENCE_BLOCK = 8192;

    /** UTF-16 units of a tag. */
    private static final int MOST_DESCRIPTION = 9_990;

    /** Blocks of samples between two questions to the checkpoint: some seconds of work. */
    private static final int BLOCKS_AT_ONCE = 256;

    private final SynthesisJob job;
    private final ObjectStore store;
    private final SpokenBook spoken;
    private final Path folder;
    private final Synthesis.Checkpoint checkpoint;
    private final Instant now;
    private final RequestId id;
    private final StoredBook book;
    private final BookOutput output;
    private final List<ChapterSound> sounds;
    private final List<BookManifest.Bound> bound = new ArrayList<>();
    private final List<BookFile> files = new ArrayList<>();
    private final BookTags tags;
    private final int rateHz;
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
        this.book = new RequestStore(store).book(binding.plan());
        this.output = book.output();
        this.tags = tags();
        this.spoken = new SpokenBook(store, id, book);
        this.rateHz = output.levelled().fileRateHz(spoken.highestRateHz());
        this.sounds =
                spoken.chapters(
                        folder, rateHz, output.levelled().level() != OutputSettings.Level.NONE);
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
            return Optional.of(bind());
        } catch (Stopped e) {
            return Optional.empty();
        }
    }

    private BoundBook bind() throws IOException {
        Path file = folder.resolve("book");
        Encoding encoding = Encoding.of(output.settings(output.whole()), rateHz);
        AudioLevels levels;
        SoundWriter writer = writer(file, encoding);
        try (MeasuredWriter whole = new MeasuredWriter(writer, rateHz)) {
            for (ChapterSound sound : sounds) {
                if (writer instanceof M4bWriter audiobook) {
                    audiobook.beginChapter(sound.title(), rateHz);
                }
                add(sound, whole);
            }
            whole.finish();
            levels = whole.levels();
        }
        addTimes(); // the last that may be broken off
        BookFile all =
                upload(
                        BookFile.Kind.BOOK,
                        file,
                        "book."
                                + (output.whole() == AudioFormat.M4A
                                        ? "m4b" // which players know for an audiobook
                                        : output.whole().extension()),
                        output.whole(),
                        OptionalInt.empty(),
                        seconds,
                        levels);
        files.addFirst(all);
        addManifest();
        return new BoundBook(
                audio(all, encoding, levels), files, spoken.making(now), spoken.warnings());
    }

    /** Of the file of the whole, in which an audiobook has its chapters. */
    private SoundWriter writer(Path file, Encoding encoding) throws IOException {
        return encoding.format() == AudioFormat.M4A
                ? M4bWriter.toFile(file, encoding, tags)
                : SoundWriters.toFile(file, encoding, samplesInAll());
    }

    /** Of the file of a chapter, which says what it is where its format can. */
    private SoundWriter writer(Path file, ChapterSound sound, Encoding encoding, long samples)
            throws IOException {
        return switch (encoding.format()) {
            case MP3, OPUS, FLAC ->
                    SoundWriters.toFile(
                            file,
                            encoding,
                            new TrackTags(tags, sound.title(), sound.number(), sounds.size()));
            case M4A, AAC, WAV, WAV_FLOAT, PCM -> SoundWriters.toFile(file, encoding, samples);
        };
    }

    private BookTags tags() {
        BookAbout about = book.about();
        return new BookTags(
                BookTags.clean(about.title()).isEmpty() ? id.value() : about.title(),
                about.authors(),
                about.narrator(),
                about.series(),
                about.language(),
                about.date(),
                // a plan's may be longer than a tag
                about.description().map(text -> Problems.shortened(text, MOST_DESCRIPTION)),
                about.publisher(),
                about.identifier(),
                Optional.empty()); // no picture comes with a plan so far
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
                checkGoOn(sounds.size());
                ChapterSound sound = chapter.sound();
                try (InputStream in = sound.timings()) {
                    all.add(
                            sound.number(),
                            sound.title(),
                            chapter.startSeconds(),
                            chapter.durationSeconds(),
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
            upload(
                    BookFile.Kind.SUBTITLES,
                    subtitles,
                    "book." + format.wireName(),
                    format.contentType());
        }
        upload(BookFile.Kind.TIMINGS, times, "timings.json", "application/json");
    }

    /** Stores a file of the whole that is no sound, and deletes it here. */
    private void upload(BookFile.Kind kind, Path file, String name, String contentType)
            throws IOException {
        SoundFile.Content content = SoundFile.Content.ofFile(file);
        files.add(
                new BookFile(
                        kind,
                        store(content, name, contentType),
                        contentType,
                        content.length(),
                        content.sha256(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty()));
        Files.delete(file);
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

    /** None behind the last. */
    private long pauseSamples(ChapterSound sound) {
        return sound.number() == sounds.size()
                ? 0
                : ClipJoiner.Place.pauseSamples(sound.pauseAfterSeconds(), rateHz);
    }

    private void add(ChapterSound sound, SoundWriter whole) throws IOException {
        checkGoOn(sound.number() - 1);
        Path spool = folder.resolve("chapter.f32");
        Mastering.Cut cut = level(sound, spool);
        Mastering.Spooled spooled = () -> new BufferedInputStream(Files.newInputStream(spool));
        double length = (double) cut.samples() / rateHz;
        Optional<BookFile> file = Optional.empty();
        if (output.chapters().isPresent()) {
            file = Optional.of(writeBoth(sound, cut, spooled, whole, length));
            file.ifPresent(files::add);
        } else {
            Mastering.copy(spooled, cut, new Interruptible(whole, sound.number() - 1));
        }
        bound.add(new BookManifest.Bound(sound, seconds, length, file));
        long pause = pauseSamples(sound);
        for (long left = pause; left > 0; left -= SILENCE_BLOCK) {
            whole.write(new float[SILENCE_BLOCK], (int) Math.min(SILENCE_BLOCK, left));
        }
        seconds += length + (double) pause / rateHz;
    }

    /** Takes the sound of a chapter; behind it the spool holds its samples at the book's rate. */
    private Mastering.Cut level(ChapterSound sound, Path spool) throws IOException {
        OutputSettings settings = output.levelled();
        OutputSettings atRate =
                new OutputSettings(
                        settings.format(),
                        Optional.of(rateHz),
                        1,
                        Optional.empty(),
                        settings.level(),
                        settings.targetLufs(),
                        false,
                        false,
                        false,
                        false,
                        List.of());
        int[] blocks = {0};
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool));
                Mastering mastering = new Mastering(atRate, sound.sampleRateHz(), out)) {
            sound.read(
                    mastering::write,
                    () -> {
                        if (++blocks[0] % BLOCKS_AT_ONCE == 0) {
                            checkGoOn(sound.number() - 1);
                        }
                    });
            return mastering.finish();
        }
    }

    private BookFile writeBoth(
            ChapterSound sound,
            Mastering.Cut cut,
            Mastering.Spooled spooled,
            SoundWriter whole,
            double length)
            throws IOException {
        AudioFormat format = output.chapters().orElseThrow();
        Path file = folder.resolve("chapter");
        AudioLevels levels;
        try (MeasuredWriter own =
                new MeasuredWriter(
                        writer(
                                file,
                                sound,
                                Encoding.of(output.settings(format), rateHz),
                                cut.samples()),
                        rateHz)) {
            Mastering.copy(
                    spooled, cut, new Interruptible(new Both(own, whole), sound.number() - 1));
            own.finish();
            levels = own.levels();
        }
        return upload(
                BookFile.Kind.CHAPTER,
                file,
                String.format(Locale.ROOT, "chapters/%04d.%s", sound.number(), format.extension()),
                format,
                OptionalInt.of(sound.number()),
                length,
                levels);
    }

    private void checkGoOn(int chapters) throws Stopped {
        if (!checkpoint.goOn(chapters, seconds)) {
            throw new Stopped();
        }
    }

    /** Stores a file, and deletes it here. */
    private BookFile upload(
            BookFile.Kind kind,
            Path file,
            String name,
            AudioFormat format,
            OptionalInt chapter,
            double length,
            AudioLevels levels)
            throws IOException {
        SoundFile.Content content = SoundFile.Content.ofFile(file);
        ObjectKey key = store(content, name, format.contentType());
        Files.delete(file);
        return new BookFile(
                kind,
                key,
                format.contentType(),
                content.length(),
                content.sha256(),
                chapter,
                Optional.of(length),
                Optional.of(levels));
    }

    private ObjectKey store(SoundFile.Content content, String name, String contentType) {
        ObjectKey byHash = BucketLayout.bookFileByHash(id, name, content.sha256());
        ObjectKey key =
                store.createsOnce(content.length()) ? BucketLayout.bookFile(id, name) : byHash;
        if (content.create(store, key, contentType) == ObjectStore.Created.TAKEN) {
            content.create(store, byHash, contentType);
            return byHash;
        }
        return key;
    }

    private void addManifest() throws IOException {
        Path file = folder.resolve("manifest");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            new BookManifest(job, book, bound, files).write(out);
        }
        upload(BookFile.Kind.MANIFEST, file, "manifest.json", BookManifest.CONTENT_TYPE);
    }

    /** Asks the checkpoint now and then; what it writes to is closed elsewhere. */
    private final class Interruptible implements SoundWriter {
        private final SoundWriter writer;
        private final int chapters;
        private int blocks;

        Interruptible(SoundWriter writer, int chapters) {
            this.writer = writer;
            this.chapters = chapters;
        }

        @Override
        public void write(float[] samples, int count) throws IOException {
            if (++blocks % BLOCKS_AT_ONCE == 0) {
                checkGoOn(chapters);
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
