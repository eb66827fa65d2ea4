package voxfarm.worker.binding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import voxfarm.audio.ClipJoiner;
import voxfarm.audio.Finish;
import voxfarm.audio.LoudnessMeter;
import voxfarm.audio.Mastering;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.book.BookOutput;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.store.ObjectStore;
import voxfarm.worker.assembly.PieceTimings;

/**
 * A chapter that several voices speak in turns. What was spoken for it is brought to one rate and,
 * where the book has a level, each voice to the same loudness; then the pieces are put in order.
 * That happens by way of files: memory does not grow with the chapter, but for a few numbers a
 * piece. For one thread.
 */
final class CastChapter implements ChapterSound {
    /** No voice is made louder or softer by more: what is that far off is meant. */
    private static final double MOST_DECIBELS = 20;

    private final int number;
    private final HeardChapter chapter;
    private final List<RequestSound> requests;
    private final Making making;

    /** Of each piece, the first sample in the chapter, and how many; once it was read. */
    private final long[] starts;

    private final long[] lengths;

    /**
     * With what chapters are made.
     *
     * @param folder for what lies on disk meanwhile
     * @param rateHz of all samples
     * @param alike whether voices are brought to the same loudness
     */
    record Making(ObjectStore store, Path folder, int rateHz, boolean alike) {}

    /**
     * @param requests those of the chapter; each has timings
     */
    CastChapter(int number, HeardChapter chapter, List<RequestSound> requests, Making making) {
        this.number = number;
        this.chapter = chapter;
        this.requests = List.copyOf(requests);
        this.making = making;
        this.starts = new long[chapter.pieces().size()];
        this.lengths = new long[chapter.pieces().size()];
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public HeardChapter chapter() {
        return chapter;
    }

    @Override
    public List<RequestSound> requests() {
        return requests;
    }

    @Override
    public int sampleRateHz() {
        return making.rateHz();
    }

    @Override
    public long samples() throws IOException {
        PiecePlaces places = new PiecePlaces(chapter, making.rateHz());
        for (RequestSound request : requests) {
            try (InputStream timings = request.openTimings(making.store())) {
                places.read(request, timings, OutputStream.nullOutputStream());
            }
        }
        return places.samplesInAll();
    }

    /**
     * What was spoken of a request, in the file of all samples of the chapter.
     *
     * @param first its first sample there
     * @param gain what its samples are multiplied by
     */
    private record Spooled(long first, long samples, float gain) {}

    @Override
    public void read(FloatWav.Sink sink, Pulse pulse) throws IOException {
        Path samples = making.folder().resolve("pieces.f32");
        Path segments = making.folder().resolve("pieces.json");
        PiecePlaces places = new PiecePlaces(chapter, making.rateHz());
        List<Spooled> spooled = gather(places, samples, segments, pulse);
        FloatWav.Sink out =
                (block, count) -> {
                    pulse.beat();
                    sink.accept(block, count);
                };
        try (FileChannel sounds = FileChannel.open(samples);
                FileChannel times = FileChannel.open(segments);
                OutputStream to = new BufferedOutputStream(Files.newOutputStream(timingsFile()));
                PieceTimings timings = new PieceTimings(to)) {
            join(places, spooled, sounds, out);
            for (int i = 0; i < starts.length; i++) {
                addTimes(i, places, times, timings);
            }
        }
        Files.delete(samples);
        Files.delete(segments);
    }

    /** Fetches sounds and timings of all requests. */
    private List<Spooled> gather(PiecePlaces places, Path samples, Path segments, Pulse pulse)
            throws IOException {
        List<Spooled> spooled = new ArrayList<>();
        long first = 0;
        try (OutputStream sounds = new BufferedOutputStream(Files.newOutputStream(samples));
                OutputStream times = new BufferedOutputStream(Files.newOutputStream(segments))) {
            for (RequestSound request : requests) {
                pulse.beat();
                try (InputStream timings = request.openTimings(making.store())) {
                    places.read(request, timings, times);
                }
                Spooled one = spool(request, first, sounds, pulse);
                spooled.add(one);
                first += one.samples();
            }
        }
        return spooled;
    }

    private Spooled spool(RequestSound request, long first, OutputStream out, Pulse pulse)
            throws IOException {
        LoudnessMeter meter = new LoudnessMeter(request.sampleRateHz());
        Finish asItIs =
                new Finish(
                        making.rateHz(),
                        1,
                        false,
                        false,
                        new Finish.Aim.AsItIs(),
                        Finish.Room.NONE);
        try (Mastering conversion = new Mastering(asItIs, request.sampleRateHz(), out)) {
            request.read(
                    making.store(),
                    (block, count) -> {
                        pulse.beat();
                        meter.add(block, count);
                        conversion.write(block, count);
                    });
            return new Spooled(
                    first,
                    conversion.finish().samples(),
                    making.alike() ? gain(meter.integratedLufs()) : 1);
        }
    }

    /** Each voice as loud as the others; the chapter gets its level later. */
    private static float gain(double lufs) {
        if (Double.isInfinite(lufs)) {
            return 1; // silence
        }
        double decibels =
                Math.clamp(BookOutput.DEFAULT_TARGET_LUFS - lufs, -MOST_DECIBELS, MOST_DECIBELS);
        return (float) Math.pow(10, decibels / 20);
    }

    private void join(
            PiecePlaces places, List<Spooled> spooled, FileChannel sounds, FloatWav.Sink out)
            throws IOException {
        ClipJoiner joiner = new ClipJoiner(1, out);
        long at = 0;
        for (int i = 0; i < starts.length; i++) {
            HeardChapter.Piece piece = chapter.pieces().get(i);
            Spooled of = spooled.get(piece.request() - chapter.first());
            long count = Math.min(places.samples(i), of.samples() - places.from(i));
            starts[i] = at;
            lengths[i] = count;
            if (count > 0) {
                InputStream in =
                        new Range(
                                sounds,
                                (of.first() + places.from(i)) * Float.BYTES,
                                count * Float.BYTES);
                joiner.add(
                        new ClipJoiner.Place(
                                count,
                                making.rateHz(),
                                piece.pauseAfterSeconds(),
                                i < starts.length - 1),
                        sink -> FloatWav.readSamples(in, count, sink.times(of.gain())));
            } else {
                FloatWav.silence(places.pauseSamples(i), out);
            }
            at += count + places.pauseSamples(i);
        }
    }

    private void addTimes(int piece, PiecePlaces places, FileChannel times, PieceTimings timings)
            throws IOException {
        InputStream segments =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(
                                        new ByteArrayInputStream(new byte[] {'['}),
                                        new Range(
                                                times,
                                                places.firstByte(piece),
                                                places.segmentBytes(piece)),
                                        new ByteArrayInputStream(new byte[] {']'}))));
        timings.add(
                chapter.pieces().get(piece).request(),
                segments,
                seconds(starts[piece] - places.from(piece)),
                seconds(starts[piece]),
                seconds(starts[piece] + lengths[piece]));
    }

    private double seconds(long samples) {
        return (double) samples / making.rateHz();
    }

    private Path timingsFile() {
        return making.folder().resolve(String.format(Locale.ROOT, "timings-%05d.json", number));
    }

    @Override
    public InputStream timings() throws IOException {
        return new BufferedInputStream(Files.newInputStream(timingsFile()));
    }

    @Override
    public Stream<Heard> pieces() {
        return IntStream.range(0, starts.length)
                .mapToObj(i ->
                        new Heard(
                                chapter.pieces().get(i), seconds(starts[i]), seconds(lengths[i])));
    }

    /** Some bytes of a file, which stays open. */
    private static final class Range extends InputStream {
        private final FileChannel file;
        private long at;
        private long left;

        Range(FileChannel file, long first, long length) {
            this.file = file;
            this.at = first;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            ByteBuffer into = ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left));
            int count = file.read(into, at);
            if (count > 0) {
                at += count;
                left -= count;
            }
            return count;
        }
    }
}
