package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.audio.check.Finding;
import voxfarm.audio.check.SoundCheck;
import voxfarm.audio.check.SpokenLines;
import voxfarm.common.audio.DeliveryPreset;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/** {@code voxfarm book check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Measures files of sound, whoever made them, against what is asked for where they go:"
                    + " WAV, FLAC, MP3, Ogg (Opus, Vorbis), M4A and M4B.",
            "Says what is measured and what is allowed, where a rule is broken, and what to do."
                + " With timings or subtitles beside a file (NAME.timings.json, NAME.srt, NAME.vtt)"
                + " it names the line of text.",
            "Exit code: 0 if all rules hold, 1 if one is broken, 2 if a file cannot be read."
        })
final class BookCheck implements Callable<Integer> {
    private static final int LONGEST_LINE = 80;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of sound.")
    List<Path> files = List.of();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            required = true,
            description =
                    "acx (Audible), abs (Audiobookshelf and players of M4B), r128 (EBU R 128) or"
                            + " podcast (Apple).")
    String preset = "";

    @Option(
            names = "--lines",
            paramLabel = "FILE",
            description =
                    "Timings (.json) or subtitles (.srt, .vtt) of the one file that is checked;"
                            + " default: what lies beside it.")
    @Nullable Path lines;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "For each file; what takes longer is refused. Default: ${DEFAULT-VALUE}.")
    int timeLimit = 900;

    @Option(names = "--json", description = "Prints one JSON array, a file an element.")
    boolean json;

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        DeliveryPreset wanted = wanted();
        if (timeLimit < 1 || timeLimit > 86_400) {
            throw new ParameterException(
                    spec.commandLine(), "--time-limit: expected 1 to 86400, was " + timeLimit);
        }
        if (lines != null && files.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--lines: is of one file, but several are checked");
        }
        PrintWriter out = spec.commandLine().getOut();
        ArrayNode documents = Json.array();
        boolean held = true;
        int unread = 0;
        for (Path file : files) {
            try {
                SoundCheck.Report report =
                        SoundCheck.check(
                                file,
                                wanted,
                                lines == null ? SpokenLines.beside(file) : SpokenLines.read(lines),
                                Duration.ofSeconds(timeLimit));
                held &= report.held();
                if (json) {
                    documents.add(document(file, wanted, report));
                } else {
                    print(file, wanted, report, out);
                }
            } catch (VoxfarmException e) {
                if (files.size() == 1) {
                    throw e;
                }
                unread++;
                spec.commandLine().getErr().println("voxfarm: " + e.getMessage());
            }
        }
        if (json) {
            JsonOutput.print(out, documents);
        }
        out.flush();
        return unread > 0 ? Failures.WRONG_USE : held ? 0 : Failures.FAILED;
    }

    private DeliveryPreset wanted() {
        try {
            return DeliveryPreset.ofWireName(preset);
        } catch (VoxfarmException e) {
            throw new VoxfarmException(e.code(), "--preset: " + e.getMessage(), e);
        }
    }

    private static void print(
            Path file, DeliveryPreset preset, SoundCheck.Report report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s  (%s, %s, %d Hz, %d channel(s), %d kbit/s, %s)%n",
                PlanView.shown(file.toString()),
                report.facts().container(),
                report.facts().codec(),
                report.rateHz(),
                report.channels(),
                Math.round(report.bitsPerSecond() / 1000),
                SoundCheck.time(report.seconds()));
        int broken = 0;
        for (Finding finding : report.findings()) {
            boolean fails = finding.verdict() == Finding.Verdict.FAIL;
            broken += fails ? 1 : 0;
            out.printf(
                    Locale.ROOT,
                    "  %-4s  %-12s  %s  (%s)%n",
                    fails ? "FAIL" : finding.verdict().wireName(),
                    finding.rule(),
                    PlanView.shown(finding.measured()),
                    finding.allowed());
            for (Finding.Place place : finding.where()) {
                out.println("        at " + place(place));
            }
            if (!finding.advice().isEmpty()) {
                out.println("        " + finding.advice());
            }
        }
        out.printf(
                Locale.ROOT,
                "%s: %d rules, %d broken%n",
                preset.wireName(),
                report.findings().size(),
                broken);
    }

    private static String place(Finding.Place place) {
        return SoundCheck.time(place.seconds())
                + place.chapter().map(title -> ", chapter " + quoted(title)).orElse("")
                + place.line().map(line -> ", line " + quoted(line)).orElse("");
    }

    private static String quoted(String words) {
        String shown = PlanView.shown(words);
        return "\"" + SpokenLines.cut(shown, LONGEST_LINE) + "\"";
    }

    private static ObjectNode document(Path file, DeliveryPreset preset, SoundCheck.Report report) {
        ObjectNode document =
                Json.object()
                        .put("file", file.toString())
                        .put("preset", preset.wireName())
                        .put("held", report.held())
                        .put("container", report.facts().container())
                        .put("codec", report.facts().codec())
                        .put("sample_rate", report.rateHz())
                        .put("channels", report.channels())
                        .put("bit_rate", Math.round(report.bitsPerSecond()))
                        .put("duration_s", report.seconds())
                        .put("chapters", report.facts().chapters().size());
        ArrayNode rules = document.putArray("rules");
        for (Finding finding : report.findings()) {
            ObjectNode rule =
                    rules.addObject()
                            .put("rule", finding.rule())
                            .put("verdict", finding.verdict().wireName())
                            .put("measured", finding.measured())
                            .put("allowed", finding.allowed());
            finding.value().ifPresent(value -> rule.put("value", value));
            if (!finding.advice().isEmpty()) {
                rule.put("advice", finding.advice());
            }
            ArrayNode where = rule.putArray("where");
            for (Finding.Place place : finding.where()) {
                ObjectNode at = where.addObject().put("at_s", place.seconds());
                place.chapter().ifPresent(title -> at.put("chapter", title));
                place.line().ifPresent(line -> at.put("line", line));
            }
        }
        return document;
    }
}
