package voxfarm.worker.assembly;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import voxfarm.common.audio.SubtitleFormat;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.frontend.local.LocalFrontEnds;

/**
 * Subtitles out of a {@link Timings} or a {@link BookTimings} document, cue by cue: a cue has at
 * most two lines of 42 columns (21 ideographs), none overlaps the next, and a short one stays for a
 * second where there is room. What a segment holds beyond one cue is cut behind a clause or a word,
 * at the moment that the words' times, or where there are none the length, suggest.
 */
public final class Subtitles {
    private static final long SHORTEST_MILLIS = 1000;
    private static final String CLAUSE_ENDS = ",;:.!?，；：、。！？…—";

    private final SubtitleFormat format;
    private final UnaryOperator<String> shown;
    private final Writer out;
    private Optional<Cue> held = Optional.empty();
    private long number;

    /** Times in milliseconds from the start of the sound. */
    private record Cue(long from, long to, List<String> lines) {}

    private Subtitles(SubtitleFormat format, UnaryOperator<String> shown, Writer out) {
        this.format = format;
        this.shown = shown;
        this.out = out;
    }

    /**
     * Writes a whole file.
     *
     * @param timings a complete document
     * @param shown what is shown of a segment's text
     * @param to stays the caller's to close
     */
    public static void write(
            InputStream timings,
            SubtitleFormat format,
            UnaryOperator<String> shown,
            OutputStream to)
            throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        Subtitles subtitles = new Subtitles(format, shown, out);
        if (format == SubtitleFormat.VTT) {
            out.write("WEBVTT\n\n");
        }
        try (JsonParser in = Json.parser(timings, JsonBudget.STREAM)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.START_ARRAY
                        && "segments".equals(in.currentName())) {
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        subtitles.add(Json.value(in));
                    }
                }
            }
        }
        subtitles.release(Long.MAX_VALUE);
        out.flush();
    }

    /** Marks in a text that set a reading are for the voice. */
    public static UnaryOperator<String> shown(SpeechSettings settings) {
        return text -> LocalFrontEnds.all().shown(text, settings.language());
    }

    private void add(JsonNode segment) throws IOException {
        double start = segment.path("start_s").asDouble();
        double end = segment.path("end_s").asDouble();
        String text = shown.apply(segment.path("text").asText()).strip().replaceAll("\\s+", " ");
        if (end <= start || text.isEmpty()) {
            return; // it made no sound
        }
        Clock clock = Clock.of(segment, start, end);
        int length = text.length();
        int at = 0;
        while (at < length) {
            int to = cueEnd(text, at);
            long from = Math.round(1000 * clock.at((double) at / length));
            long until = Math.round(1000 * clock.at((double) to / length));
            if (until > from) {
                release(from);
                held =
                        Optional.of(
                                new Cue(from, until, CueLines.of(text.substring(at, to).strip())));
            }
            at = to;
            while (at < length && text.charAt(at) == ' ') {
                at++;
            }
        }
    }

    /** Where the cue ends that begins there: what is left is cut into parts of like length. */
    private static int cueEnd(String text, int from) {
        int columns = CueLines.columns(text.substring(from));
        if (columns <= CueLines.MOST) {
            return text.length();
        }
        int cues = (columns + CueLines.MOST - 1) / CueLines.MOST;
        int fair = columns / cues;
        int best = 0;
        double bestCost = Double.MAX_VALUE;
        int width = 0;
        int at = from;
        while (at < text.length()) {
            int next = CueLines.nextCharacter(text, at);
            width += CueLines.columns(text.substring(at, next));
            if (width > CueLines.MOST) {
                break;
            }
            if (CueLines.mayBreak(text, next) || best == 0) {
                boolean clause = CLAUSE_ENDS.indexOf(text.charAt(next - 1)) >= 0;
                double cost = Math.abs(width - fair) - (clause ? fair / 2.0 : 0);
                if (cost < bestCost || !CueLines.mayBreak(text, best)) {
                    best = next;
                    bestCost = cost;
                }
            }
            at = next;
        }
        return CueLines.mayBreak(text, best) ? best : at;
    }

    /** Writes the cue that waits, now that it is known when the next begins. */
    private void release(long next) throws IOException {
        if (held.isEmpty()) {
            return;
        }
        Cue cue = held.get();
        held = Optional.empty();
        long to = cue.to();
        if (next != Long.MAX_VALUE) {
            to = Math.min(next, Math.max(to, cue.from() + SHORTEST_MILLIS));
        }
        if (to <= cue.from()) {
            return;
        }
        if (format == SubtitleFormat.SRT) {
            out.write(++number + "\n");
        }
        out.write(time(cue.from()) + " --> " + time(to) + "\n");
        for (String line : cue.lines()) {
            out.write(escaped(line) + "\n");
        }
        out.write("\n");
    }

    private String time(long millis) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                format == SubtitleFormat.SRT ? ',' : '.',
                millis % 1000);
    }

    /**
     * WebVTT knows entities. SubRip has no way to write an angle before a letter that players do
     * not take for markup, or an arrow: a joiner of no width, and a real arrow.
     */
    private String escaped(String line) {
        return switch (format) {
            case VTT -> line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            case SRT ->
                    line.replace("-->", "→")
                            .replaceAll("<(?=[A-Za-z/])", "<\u2060")
                            .replace("{\\", "{\u2060\\");
        };
    }

    /** From a place in the text, 0 to 1, to the moment when it is heard. */
    private record Clock(List<double[]> points) {
        static Clock of(JsonNode segment, double start, double end) {
            List<double[]> points = new ArrayList<>();
            points.add(new double[] {0, start});
            JsonNode words = segment.path("words");
            int length = 0;
            for (JsonNode word : words) {
                length += word.path("text").asText().length();
            }
            int at = 0;
            for (JsonNode word : words) {
                at += word.path("text").asText().length();
                double heard = Math.clamp(word.path("end_s").asDouble(), start, end);
                if (at < length && heard >= points.getLast()[1]) {
                    points.add(new double[] {(double) at / length, heard});
                }
            }
            points.add(new double[] {1, end});
            return new Clock(points);
        }

        double at(double place) {
            for (int i = 1; i < points.size(); i++) {
                double[] before = points.get(i - 1);
                double[] behind = points.get(i);
                if (place <= behind[0] && behind[0] > before[0]) {
                    double share = (place - before[0]) / (behind[0] - before[0]);
                    return before[1] + share * (behind[1] - before[1]);
                }
            }
            return points.getLast()[1];
        }
    }
}
