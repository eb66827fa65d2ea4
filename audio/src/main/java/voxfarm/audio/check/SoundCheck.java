package voxfarm.audio.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import voxfarm.audio.LoopFinder;
import voxfarm.audio.SoundFileFacts;
import voxfarm.audio.SoundReader;
import voxfarm.audio.check.Finding.Place;
import voxfarm.audio.check.Finding.Verdict;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.audio.DeliveryPreset.Range;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;

/** Checks a file, whoever made it. Use {@link #check}; one object is for one file. */
public final class SoundCheck {
    private static final int BLOCK = 8192;
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Half a percent of full scale: what is more is a fault of a machine. */
    private static final double MOST_DC = 0.005;

    /** The head of a file may say a little more than there is. */
    private static final double MOST_MISSING_SECONDS = 1;

    private static final int MOST_PLACES = 20;

    private final DeliveryPreset preset;
    private final SoundFileFacts facts;
    private final SoundReader.Read read;
    private final SoundMeter meter;
    private final SpokenLines lines;
    private final int rateHz;
    private final int channels;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What was found.
     *
     * @param findings a rule each, in a fixed order
     */
    public record Report(
            SoundFileFacts facts,
            int rateHz,
            int channels,
            double seconds,
            double bitsPerSecond,
            List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether no rule is broken. */
        public boolean held() {
            return findings.stream().noneMatch(one -> one.verdict() == Verdict.FAIL);
        }
    }

    private SoundCheck(
            DeliveryPreset preset,
            SoundReader reader,
            SoundReader.Read read,
            SoundMeter meter,
            SpokenLines lines) {
        this.preset = preset;
        this.facts = reader.facts();
        this.read = read;
        this.meter = meter;
        this.lines = lines;
        this.rateHz = reader.rateHz();
        this.channels = reader.channels();
    }

    /**
     * Reads a file to its end and judges it.
     *
     * @param lines what is spoken in it
     * @param patience for all of it; a decoder that does not come back is left to itself
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot be read, or not in time
     */
    public static Report check(
            Path file, DeliveryPreset preset, SpokenLines lines, Duration patience) {
        FutureTask<Report> work = new FutureTask<>(() -> checked(file, preset, lines, patience));
        Thread.ofPlatform().daemon().name("sound-check").start(work);
        try {
            return work.get(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case VoxfarmException told -> throw told;
                case IOException failure ->
                        throw new VoxfarmException(
                                ErrorCode.INVALID_REQUEST,
                                file + ": cannot be read: " + FileFailure.reason(failure),
                                failure);
                case null, default -> throw new IllegalStateException(file.toString(), e);
            }
        } catch (TimeoutException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    file + ": was not read within " + patience.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.CANCELLED, file + ": was interrupted", e);
        }
    }

    private static Report checked(
            Path file, DeliveryPreset preset, SpokenLines lines, Duration patience)
            throws IOException {
        try (SoundReader reader = SoundReader.open(file, patience)) {
            SoundMeter meter = new SoundMeter(reader.rateHz(), reader.channels(), BLOCK);
            SoundReader.Read read = reader.read(meter::add);
            if (read.samples() == 0) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST, file + ": holds no sound that can be decoded");
            }
            return new SoundCheck(preset, reader, read, meter, lines).report();
        }
    }

    private Report report() {
        whole();
        kind();
        levels();
        ends();
        faults();
        if (facts.container().equals("mp4")) {
            book();
        }
        return new Report(facts, rateHz, channels, meter.seconds(), read.bitsPerSecond(), findings);
    }

    /** Whether all of it is there, and not too long. */
    private void whole() {
        double declared = facts.declaredSeconds().orElse(meter.seconds());
        add(
                "complete",
                declared - meter.seconds() <= MOST_MISSING_SECONDS && facts.endIsThere(),
                time(meter.seconds())
                        + " of "
                        + time(declared)
                        + (facts.endIsThere() ? "" : ", without the page that marks the end"),
                "all that its head says, to its end",
                List.of(place(meter.seconds())),
                "the file ends too early: copy or download it again, or make it anew");
        add(
                "decodes",
                read.damagedPackets() == 0,
                read.damagedPackets() + " damaged packets",
                "none",
                read.firstDamageSeconds().isPresent()
                        ? List.of(place(read.firstDamageSeconds().getAsDouble()))
                        : List.of(),
                "the file is damaged: copy or download it again, or make it anew");
        preset.limits().minutes().ifPresent(this::length);
    }

    /** Of chapters where a file holds a book. */
    private void length(Range minutes) {
        List<SoundFileFacts.Chapter> parts =
                facts.chapters().isEmpty()
                        ? List.of(new SoundFileFacts.Chapter("", 0, meter.seconds()))
                        : facts.chapters();
        List<Place> where = new ArrayList<>();
        double longest = 0;
        for (SoundFileFacts.Chapter part : parts) {
            double length = part.endSeconds() - part.startSeconds();
            longest = Math.max(longest, length);
            if (!minutes.holds(length / 60) && where.size() < MOST_PLACES) {
                where.add(place(part.startSeconds()));
            }
        }
        add(
                "length",
                where.isEmpty(),
                time(longest) + (parts.size() > 1 ? " (the longest chapter)" : ""),
                "at most " + Math.round(minutes.most()) + " minutes",
                where,
                "cut the chapter in two at a scene break");
    }

    private void kind() {
        if (preset == DeliveryPreset.ACX) {
            acx();
        }
        add(
                "channels",
                channels <= 2,
                channels == 1 ? "mono" : channels == 2 ? "stereo" : channels + " channels",
                "mono or stereo",
                List.of(),
                "mix it down to one channel");
    }

    private void acx() {
        boolean mp3 = facts.codec().startsWith("mp3");
        acxBitRate(mp3);
        acxSampleRate(mp3 || facts.lossless());
    }

    private void acxBitRate(boolean mp3) {
        double kbps = read.bitsPerSecond() / 1000;
        String wanted = "MP3, 192 kbit/s or more, constant";
        if (mp3) {
            boolean enough = Math.round(kbps) >= DeliveryPreset.ACX_LEAST_KBPS;
            add(
                    "bit_rate",
                    enough && read.constantBitrate(),
                    Math.round(kbps)
                            + " kbit/s, "
                            + (read.constantBitrate() ? "constant" : "variable"),
                    wanted,
                    List.of(),
                    enough
                            ? "encode it with a constant bit rate (CBR)"
                            : "encode it from the lossless sound at 192 kbit/s or more; a higher"
                                    + " rate does not bring back what is lost");
        } else {
            note(
                    "bit_rate",
                    facts.container() + ", " + facts.codec(),
                    wanted,
                    facts.lossless()
                            ? "ACX takes MP3: encode the upload from this file"
                            : "ACX takes MP3 files of a chapter each: make those from the"
                                    + " lossless sound; of this one the sound alone is judged");
        }
    }

    /**
     * @param isJudged whether the rate of the upload is that of this file
     */
    private void acxSampleRate(boolean isJudged) {
        String rate = rateHz + " Hz";
        String asked = DeliveryPreset.ACX_RATE_HZ + " Hz";
        if (isJudged) {
            add(
                    "sample_rate",
                    rateHz == DeliveryPreset.ACX_RATE_HZ,
                    rate,
                    asked,
                    List.of(),
                    "convert it to 44100 Hz before it is encoded");
        } else {
            note("sample_rate", rate, asked, "the upload has to have " + asked);
        }
    }

    private void levels() {
        DeliveryPreset.Limits limits = preset.limits();
        String louder =
                "make it again with preset "
                        + preset.wireName()
                        + ", or bring it there with a gain and a limiter";
        range("rms", limits.rmsDbfs(), meter.rmsDbfs(), "dBFS", List.of(), louder);
        range("loudness", limits.lufs(), meter.lufs(), "LUFS", List.of(), louder);
        List<Place> peak = List.of(place(meter.peakSeconds()));
        String lower = "lower it with a limiter before it is encoded";
        range("peak", limits.peakDbfs(), meter.peakDbfs(), "dBFS", peak, lower);
        range("true_peak", limits.truePeakDbtp(), meter.truePeakDbtp(), "dBTP", peak, lower);
        range(
                "noise_floor",
                limits.noiseFloorDbfs(),
                meter.noiseFloorDbfs(),
                "dBFS",
                List.of(place(meter.noiseFloorSeconds())),
                "take the noise out (denoise), or record it in a quieter room");
    }

    private void ends() {
        DeliveryPreset.Limits limits = preset.limits();
        add(
                "speech",
                meter.heard(),
                meter.heard() ? "heard" : "nothing above -50 dBFS",
                "something is heard",
                List.of(),
                "the file is silent: make it again");
        range(
                "head",
                limits.headSeconds(),
                meter.headSeconds(),
                "s of quiet",
                List.of(place(0)),
                "cut or add quiet room tone before the first word");
        range(
                "tail",
                limits.tailSeconds(),
                meter.tailSeconds(),
                "s of quiet",
                List.of(place(meter.seconds() - meter.tailSeconds())),
                "cut or add quiet room tone behind the last word");
    }

    private void faults() {
        add(
                "pauses",
                meter.pauses().isEmpty(),
                meter.pauses().size() + " longer than 10 s",
                "none",
                places(meter.pauses()),
                "shorten the pause; if words are missing, make the lines there again");
        add(
                "clipping",
                meter.clippedSamples() == 0,
                meter.clippedSamples() + " samples",
                "none",
                places(meter.clipped()),
                "make the lines there again at a lower level; a limiter behind it mends nothing");
        add(
                "dc_offset",
                meter.dcOffset() <= MOST_DC,
                String.format(Locale.ROOT, "%.2f %% of full scale", 100 * meter.dcOffset()),
                "at most 0.5 %",
                List.of(),
                "filter it with a high pass at 20 Hz");
        add(
                "samples",
                meter.notFinite() == 0,
                meter.notFinite() + " that are no numbers",
                "none",
                List.of(),
                "make it again: floats of the file are NaN or infinite");
        loops();
    }

    private void loops() {
        List<Double> starts = new ArrayList<>();
        for (LoopFinder.Stretch loop : meter.loops()) {
            double middle = loop.startSeconds() + loop.periodSeconds() / 2;
            // a sentence that the text says twice sounds the same twice
            boolean ofTheText = lines.saysTwice(middle, middle + loop.periodSeconds());
            if (!ofTheText && starts.size() < MOST_PLACES) {
                starts.add(loop.startSeconds());
            }
        }
        add(
                "repeats",
                starts.isEmpty(),
                starts.size() + " stretches of stuck or repeated sound",
                "none",
                places(starts),
                "listen there; unless the text says it twice, make the line again, with another"
                        + " seed if it comes back");
    }

    /** What a player needs of a book in one file. */
    private void book() {
        chapters();
        tags();
        cover();
    }

    private void chapters() {
        List<SoundFileFacts.Chapter> chapters = facts.chapters();
        boolean whole = !chapters.isEmpty();
        List<Place> where = new ArrayList<>();
        double end = 0;
        for (SoundFileFacts.Chapter chapter : chapters) {
            boolean right =
                    chapter.startSeconds() >= end - 0.01
                            && chapter.endSeconds() > chapter.startSeconds()
                            && chapter.endSeconds() <= meter.seconds() + 1
                            && !chapter.title().isBlank();
            end = chapter.endSeconds();
            if (!right && where.size() < MOST_PLACES) {
                where.add(place(chapter.startSeconds()));
            }
        }
        add(
                "chapters",
                whole && where.isEmpty(),
                chapters.size() + (where.isEmpty() ? "" : ", " + where.size() + " of them wrong"),
                "one or more, in order, with titles, within the sound",
                where,
                "write chapters with titles into the file");
    }

    private void tags() {
        List<String> missing = new ArrayList<>();
        for (List<String> any :
                List.of(List.of("title", "album"), List.of("artist", "album_artist"))) {
            if (any.stream().allMatch(tag -> facts.tags().getOrDefault(tag, "").isBlank())) {
                missing.add(any.getFirst());
            }
        }
        add(
                "tags",
                missing.isEmpty(),
                missing.isEmpty() ? "title and artist" : "without " + String.join(", ", missing),
                "title and artist (the author)",
                List.of(),
                "write the tags into the file");
    }

    private void cover() {
        add(
                "cover",
                !facts.cover().isEmpty(),
                facts.cover().isEmpty()
                        ? "none"
                        : facts.cover() + ", " + facts.coverBytes() + " bytes",
                "a picture",
                List.of(),
                "attach a picture, as JPEG or PNG");
    }

    private void range(
            String rule,
            Optional<Range> allowed,
            double value,
            String unit,
            List<Place> where,
            String advice) {
        if (allowed.isEmpty()) {
            return;
        }
        Range range = allowed.get();
        boolean held = range.holds(value);
        findings.add(
                new Finding(
                        rule,
                        held ? Verdict.PASS : Verdict.FAIL,
                        Double.isInfinite(value)
                                ? "digital silence"
                                : String.format(Locale.ROOT, "%.1f %s", value, unit),
                        Double.isInfinite(range.least())
                                ? String.format(Locale.ROOT, "at most %s", figure(range.most()))
                                : figure(range.least()) + " to " + figure(range.most()),
                        Double.isFinite(value) ? Optional.of(value) : Optional.empty(),
                        held ? List.of() : where,
                        held ? "" : advice));
    }

    private static String figure(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private void add(
            String rule,
            boolean held,
            String measured,
            String allowed,
            List<Place> where,
            String advice) {
        findings.add(
                new Finding(
                        rule,
                        held ? Verdict.PASS : Verdict.FAIL,
                        measured,
                        allowed,
                        Optional.empty(),
                        held ? List.of() : where,
                        held ? "" : advice));
    }

    private void note(String rule, String measured, String allowed, String advice) {
        findings.add(
                new Finding(
                        rule,
                        Verdict.NOTE,
                        measured,
                        allowed,
                        Optional.empty(),
                        List.of(),
                        advice));
    }

    private List<Place> places(List<Double> seconds) {
        return seconds.stream().map(this::place).toList();
    }

    private Place place(double seconds) {
        return new Place(
                seconds,
                facts.chapters().stream()
                        .filter(chapter ->
                                seconds >= chapter.startSeconds() && seconds < chapter.endSeconds())
                        .findFirst()
                        .map(SoundFileFacts.Chapter::title)
                        .filter(title -> !title.isBlank()),
                lines.at(seconds));
    }

    /** Such as {@code 1:02:03.4}. */
    public static String time(double seconds) {
        long tenths = Math.round(seconds * 10);
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%d",
                tenths / 36_000,
                tenths / 600 % 60,
                tenths / 10 % 60,
                tenths % 10);
    }
}
