package voxfarm.dispatcher.acceptance;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.Sha256;
import voxfarm.common.files.TemporaryFiles;
import voxfarm.common.plan.PartCutter;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.PlanParts;
import voxfarm.common.plan.PlannedSegment;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SplitSettings;
import voxfarm.common.plan.Warning;
import voxfarm.common.store.ObjectKey;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.planner.Planner;
import voxfarm.dispatcher.planner.PlanningTurns;
import voxfarm.frontend.split.Unread;

/**
 * The plan of one submission while it is accepted: in memory for a short text, in a file for a long
 * one. Closing deletes the file and ends the readers given out.
 */
final class RequestPlan implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPlan.class);

    /**
     * Of a request whose silence is longer than its speech, s: a small text may ask for years of
     * it.
     */
    private static final double MOST_SILENCE = 24 * 3600;

    private final Optional<Path> file;
    private final byte[] bytes;
    private final PlanCodec.Size size;
    private final ObjectKey key;
    private final double seconds;
    private final Unread unread;
    private final List<InputStream> readers = new ArrayList<>();

    private RequestPlan(
            Optional<Path> file,
            byte[] bytes,
            PlanCodec.Size size,
            ObjectKey key,
            Measured segments) {
        this.file = file;
        this.bytes = bytes;
        this.size = size;
        this.key = key;
        this.seconds = segments.seconds;
        this.unread = segments.unread;
    }

    /** Adds up how long the segments are that pass through. */
    private static final class Measured implements Iterator<PlannedSegment> {
        private final Iterator<PlannedSegment> segments;
        private final Unread unread;
        private final double lengthScale;
        private double seconds;
        private double silence;

        /**
         * @param unread filled while the segments are made
         */
        Measured(Iterator<PlannedSegment> segments, Unread unread, double lengthScale) {
            this.segments = segments;
            this.unread = unread;
            this.lengthScale = lengthScale;
        }

        @Override
        public boolean hasNext() {
            return segments.hasNext();
        }

        @Override
        public PlannedSegment next() {
            PlannedSegment next = segments.next();
            Segment segment = next.segment();
            seconds += PartCutter.seconds(segment, lengthScale);
            silence += segment.pauseAfterSeconds() + segment.manner().silenceBeforeSeconds();
            if (silence > MOST_SILENCE && silence > seconds - silence) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "text: its pauses add up to more than %.0f hours and more than its speech;"
                                + " shorten them, or send it in several requests",
                        MOST_SILENCE / 3600);
            }
            return next;
        }
    }

    /** Looks at each block whether the turn goes on: a text may hold nothing to speak for long. */
    private static Reader within(PlanningTurns.Turn turn, Reader text) {
        return new FilterReader(text) {
            @Override
            public int read(char[] into, int at, int length) throws IOException {
                turn.check();
                return super.read(into, at, length);
            }
        };
    }

    /**
     * @param turn is checked now and then
     * @throws VoxfarmException {@code NOTHING_TO_SPEAK} if the text holds nothing that could be
     *     spoken, {@code INVALID_REQUEST} if it is not UTF-8, or SSML that is none
     */
    static RequestPlan make(
            RequestId id,
            RequestText text,
            SpeechSettings settings,
            SplitSettings split,
            VoiceManifest voice,
            PlanningTurns.Turn turn) {
        try (Reader in = within(turn, text.open())) {
            Unread unread = new Unread();
            Measured segments =
                    new Measured(
                            Planner.segments(in, settings, split, voice, unread),
                            unread,
                            settings.scales().lengthScale());
            RequestPlan plan = text.isLong() ? toFile(id, segments) : toMemory(id, segments);
            if (plan.size().segments() == 0) {
                plan.close();
                throw new VoxfarmException(
                        ErrorCode.NOTHING_TO_SPEAK, "text: expected letters or digits, found none");
            }
            return plan;
        } catch (UncheckedIOException e) {
            throw cannot(e.getCause() == null ? new IOException(e) : e.getCause());
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    private static VoxfarmException cannot(IOException e) {
        return e instanceof CharacterCodingException
                ? new VoxfarmException(ErrorCode.INVALID_REQUEST, "text: expected UTF-8", e)
                : FileFailure.notKept("the text", e);
    }

    private static RequestPlan toMemory(RequestId id, Measured segments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanCodec.Size size = PlanCodec.write(segments, out);
        byte[] bytes = out.toByteArray();
        return new RequestPlan(
                Optional.empty(),
                bytes,
                size,
                RequestStore.planKey(id, Sha256.hex(bytes)),
                segments);
    }

    private static RequestPlan toFile(RequestId id, Measured segments) throws IOException {
        return TemporaryFiles.createFilled("plan-", ".json", file -> write(id, segments, file));
    }

    private static RequestPlan write(RequestId id, Measured segments, Path file)
            throws IOException {
        PlanCodec.Size size;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            size = PlanCodec.write(segments, out);
        }
        return new RequestPlan(
                Optional.of(file),
                new byte[0],
                size,
                RequestStore.planKey(id, Sha256.hex(file)),
                segments);
    }

    PlanCodec.Size size() {
        return size;
    }

    ObjectKey key() {
        return key;
    }

    /** How long it is when it is spoken, roughly. */
    double seconds() {
        return seconds;
    }

    /** What of the text is not spoken. */
    List<Warning> warnings() {
        return Stream.concat(unread.notSpoken().stream(), unread.notDone().stream()).toList();
    }

    void store(RequestStore requests) {
        if (file.isPresent()) {
            requests.createPlan(key, file.get());
        } else {
            requests.createPlan(key, bytes);
        }
    }

    PlanParts parts() {
        try {
            InputStream in =
                    file.isPresent()
                            ? new BufferedInputStream(Files.newInputStream(file.get()))
                            : new ByteArrayInputStream(bytes);
            readers.add(in);
            return PlanParts.read(in);
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    @Override
    public void close() {
        try {
            for (InputStream reader : readers) {
                reader.close();
            }
        } catch (IOException e) {
            LOG.debug("{}: a reader was not closed: {}", key, e.getMessage());
        }
        file.ifPresent(TemporaryFiles::delete);
    }
}
