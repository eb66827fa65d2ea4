package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.VoxfarmException;

/** {@code voxfarm top}: who works and what waits, drawn anew every few seconds. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who works, what waits and how fast it is spoken, until Ctrl-C.",
            "Without a terminal it prints one picture and ends."
        })
public final class TopCommand implements Callable<Integer> {
    private static final int USUAL_COLUMNS = 100;
    private static final int USUAL_ROWS = 30;
    private static final int MOST_ROWS = 10_000;
    private static final int LONGEST_PERIOD = 3600;
    private static final Duration SIZE_PATIENCE = Duration.ofSeconds(1);

    /** Home, and nothing below. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--once", description = "Prints one picture and ends.")
    boolean once;

    @Option(names = "--json", description = "Prints one picture as JSON and ends.")
    boolean json;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Between two pictures, 1 to 3600. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    /** What is drawn into. */
    private record Size(int columns, int rows) {}

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || seconds > LONGEST_PERIOD) {
            throw new ParameterException(
                    spec.commandLine(), "--every: expected 1 to 3600, was " + seconds);
        }
        try (FarmClient client = farms.running()) {
            TopView first = look(client, null);
            TopView.Pace now = first.before(); // of one picture there is no speed
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonOutput.print(out, first.json(now));
            } else if (once || !Bars.redrawable()) {
                first.render(now, USUAL_COLUMNS, MOST_ROWS).forEach(out::println);
                out.flush();
            } else {
                follow(client, first, now);
            }
            return first.readiness().path("status").asText().equals("ready") ? 0 : 1;
        }
    }

    /** A farm that does not answer for a while is waited for. */
    private void follow(FarmClient client, TopView first, TopView.Pace begun)
            throws InterruptedException {
        PrintWriter screen = spec.commandLine().getErr(); // takes what moves a cursor
        TopView view = first;
        TopView.Pace pace = begun;
        while (!Thread.currentThread().isInterrupted()) {
            Size size = size();
            screen.print(CLEAR + String.join("\n", view.render(pace, size.columns(), size.rows())));
            screen.flush();
            TimeUnit.SECONDS.sleep(seconds);
            try {
                TopView next = look(client, pace);
                pace = pace(next);
                view = next;
            } catch (VoxfarmException e) {
                screen.print("\n" + String.valueOf(e.getMessage()).replaceAll("\\p{C}", "?"));
                screen.flush();
            }
        }
    }

    private TopView look(FarmClient client, TopView.@Nullable Pace before) {
        ObjectNode readiness = client.readiness();
        List<JsonNode> workers = client.workers().valueStream().toList();
        return new TopView(
                client.url(),
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString(),
                readiness,
                workers,
                client.queue(),
                before == null ? TopView.pace(workers, System.nanoTime()) : before);
    }

    private static TopView.Pace pace(TopView view) {
        return TopView.pace(view.workers(), System.nanoTime());
    }

    /** Of the terminal, as far as it says. */
    private static Size size() {
        return fromTerminal().orElse(new Size(USUAL_COLUMNS, USUAL_ROWS));
    }

    private static Optional<Size> fromTerminal() {
        try {
            Process process =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(SIZE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String[] words =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .split(" ", 2);
            Size size = new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0]));
            return Optional.of(size).filter(s -> s.columns() > 0 && s.rows() > 0);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // no such program here, or no terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
