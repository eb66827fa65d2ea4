package voxfarm.audio.check;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;

/**
 * Which line of text is spoken when, by the timings or subtitles that lie beside a file. Immutable.
 */
public final class SpokenLines {
    public static final SpokenLines NONE = new SpokenLines(new TreeMap<>());

    private static final int MOST_LINES = 200_000;
    private static final int LONGEST_LINE = 160;
    private static final long MOST_BYTES = 256L << 20;
    private static final int LONGEST_READ = 1 << 16;

    /** {@code 00:01:02,500 --> 00:01:04,000}; hours may be left out in VTT. */
    private static final Pattern CUE =
            Pattern.compile("\\s*(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})[.,](\\d{1,3})\\s*-->.*");

    /** By the second in which a line begins. */
    private final NavigableMap<Double, String> lines;

    private SpokenLines(NavigableMap<Double, String> lines) {
        this.lines = lines;
    }

    /**
     * What lies beside a file: {@code NAME.timings.json}, {@code NAME.srt}, {@code NAME.vtt}, or,
     * as a result's files are named, {@code timings.json}, {@code subtitles.srt} and {@code
     * subtitles.vtt} in a folder that has {@code result.json}.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is there and cannot be read
     */
    public static SpokenLines beside(Path sound) {
        String name = String.valueOf(sound.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        Stream<String> own = Stream.of(stem + ".timings.json", stem + ".srt", stem + ".vtt");
        boolean result = Files.isRegularFile(sound.resolveSibling("result.json"));
        Stream<String> stored =
                result ? Stream.of("timings.json", "subtitles.srt", "subtitles.vtt") : Stream.of();
        Optional<Path> found =
                Stream.concat(own, stored)
                        .map(sound::resolveSibling)
                        .filter(Files::isRegularFile)
                        .findFirst();
        return found.map(SpokenLines::read).orElse(NONE);
    }

    /**
     * @param file timings, or subtitles by the end of its name
     * @throws VoxfarmException {@code INVALID_REQUEST} if it cannot be read
     */
    public static SpokenLines read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw refused(file, "is too large for a file of timings");
            }
            NavigableMap<Double, String> lines = new TreeMap<>();
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
                timings(file, lines);
            } else {
                subtitles(file, lines);
            }
            return new SpokenLines(lines);
        } catch (MalformedInputException e) {
            throw refused(file, "is no text in UTF-8");
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + FileFailure.reason(e));
        }
    }

    private static VoxfarmException refused(Path file, String why) {
        return new VoxfarmException(ErrorCode.INVALID_REQUEST, file + ": " + why);
    }

    /** The segments of a {@code timings.json}; their words are passed over. */
    private static void timings(Path file, NavigableMap<Double, String> lines) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser json = Json.parser(in, JsonBudget.STREAM)) {
            int depth = 0;
            String text = "";
            while (json.nextToken() != null && lines.size() < MOST_LINES) {
                JsonToken token = json.currentToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (depth == 3 && token.isScalarValue()) {
                    String name = json.currentName();
                    if ("text".equals(name)) {
                        text = json.getText();
                    } else if ("start_s".equals(name) && token.isNumeric()) {
                        lines.put(json.getDoubleValue(), cut(text));
                    }
                }
            }
        }
    }

    private static void subtitles(Path file, NavigableMap<Double, String> lines)
            throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            double start = -1;
            StringBuilder text = new StringBuilder();
            for (String line = next(in); !line.isEmpty() && lines.size() < MOST_LINES; ) {
                String content = line.strip();
                Matcher cue = CUE.matcher(content);
                if (cue.matches()) {
                    start = seconds(cue);
                    text.setLength(0);
                } else if (content.isEmpty()) {
                    put(start, text, lines);
                    start = -1;
                } else if (start >= 0) {
                    text.append(text.isEmpty() ? "" : " ").append(content);
                }
                line = next(in);
            }
            put(start, text, lines);
        }
    }

    private static void put(double start, StringBuilder text, NavigableMap<Double, String> lines) {
        if (start >= 0 && !text.isEmpty()) {
            lines.put(start, cut(text.toString()));
        }
    }

    /** The next line with its end, of a bounded length; empty at the end. */
    private static String next(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.append((char) c);
            if (c == '\n' || line.length() >= LONGEST_READ) {
                break;
            }
        }
        return line.toString();
    }

    private static double seconds(Matcher cue) {
        int hours = cue.group(1) == null ? 0 : Integer.parseInt(cue.group(1));
        return hours * 3600.0
                + Integer.parseInt(cue.group(2)) * 60
                + Integer.parseInt(cue.group(3))
                + Double.parseDouble("0." + cue.group(4));
    }

    private static String cut(String text) {
        return cut(text.strip().replaceAll("\\s+", " "), LONGEST_LINE);
    }

    /** The beginning of a line that is longer than {@code most} characters. */
    public static String cut(String line, int most) {
        if (line.length() <= most) {
            return line;
        }
        int end = Character.isLowSurrogate(line.charAt(most - 1)) ? most - 2 : most - 1;
        return line.substring(0, end) + "…";
    }

    /** The line that is spoken at a moment, or was last before it. */
    public Optional<String> at(double seconds) {
        Map.Entry<Double, String> line = lines.floorEntry(seconds);
        return Optional.ofNullable(line)
                .or(() -> Optional.ofNullable(lines.firstEntry()))
                .map(Map.Entry::getValue);
    }

    /** Whether the text itself says the same at two moments, in lines of their own. */
    boolean saysTwice(double one, double other) {
        Map.Entry<Double, String> first = lines.floorEntry(one);
        Map.Entry<Double, String> second = lines.floorEntry(other);
        return first != null
                && second != null
                && !first.getKey().equals(second.getKey())
                && first.getValue().equals(second.getValue());
    }
}
