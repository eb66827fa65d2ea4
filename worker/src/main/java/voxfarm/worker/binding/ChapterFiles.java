package voxfarm.worker.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import voxfarm.audio.AacCoder;
import voxfarm.audio.Encoding;
import voxfarm.audio.LevelMeter;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.audio.TrackTags;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.audio.AudioLevels;
import voxfarm.common.book.BookOutput;

/**
 * The files of one chapter, a format each, all written and measured at once. Closing it deletes
 * them. On one thread at a time.
 */
final class ChapterFiles implements SoundWriter {
    private final Map<AudioFormat, Path> paths = new EnumMap<>(AudioFormat.class);
    private final List<SoundWriter> writers = new ArrayList<>();
    private final LevelMeter meter;

    /**
     * How all of a book are made.
     *
     * @param rateHz of the samples that will come
     */
    record Form(BookOutput output, AacCoder aac, int rateHz) {
        Encoding encoding(AudioFormat format) {
            return Encoding.of(output.settings(format), rateHz);
        }
    }

    /**
     * @param folder where they lie meanwhile
     * @param samples how many will come
     */
    ChapterFiles(Path folder, Set<AudioFormat> formats, Form form, TrackTags tags, long samples)
            throws IOException {
        this.meter = new LevelMeter(form.rateHz());
        try {
            for (AudioFormat format : formats) {
                Path file = folder.resolve("chapter-" + format.wireName());
                paths.put(format, file);
                writers.add(writer(file, form.encoding(format), form.aac(), tags, samples));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Of one that says what it is where its format can. */
    private static SoundWriter writer(
            Path file, Encoding encoding, AacCoder aac, TrackTags tags, long samples)
            throws IOException {
        return switch (encoding.format()) {
            case MP3, OPUS, FLAC, M4A -> SoundWriters.toFile(file, encoding, aac, tags);
            case AAC, WAV, WAV_FLOAT, PCM -> SoundWriters.toFile(file, encoding, samples);
        };
    }

    @Override
    public void write(float[] samples, int count) throws IOException {
        meter.add(samples, count);
        for (SoundWriter writer : writers) {
            writer.write(samples, count);
        }
    }

    @Override
    public void finish() throws IOException {
        for (SoundWriter writer : writers) {
            writer.finish();
        }
    }

    /** The file of a format that was asked for. */
    Path file(AudioFormat format) {
        Path file = paths.get(format);
        if (file == null) {
            throw new IllegalArgumentException("no file of " + format);
        }
        return file;
    }

    /** Of all that was written, before coding. */
    AudioLevels levels() {
        return meter.levels();
    }

    @Override
    public void close() {
        try {
            closeAll(new ArrayDeque<>(writers));
        } finally {
            for (Path file : paths.values()) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    // it goes with its folder
                }
            }
        }
    }

    /** Whatever becomes of one, the others are closed. */
    static void closeAll(Deque<? extends SoundWriter> writers) {
        if (!writers.isEmpty()) {
            try (SoundWriter _ = writers.removeFirst()) {
                closeAll(writers);
            }
        }
    }
}
