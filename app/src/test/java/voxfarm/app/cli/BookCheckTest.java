package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import voxfarm.audio.Encoding;
import voxfarm.audio.SoundWriter;
import voxfarm.audio.SoundWriters;
import voxfarm.common.audio.AudioFormat;

class BookCheckTest {
    private static final int RATE = 8000;

    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int check(String... arguments) {
        return Failures.apply(new CommandLine(new BookCheck()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /** A sweep of so much amplitude, which repeats nothing. */
    private Path sweep(String name, double amplitude) throws IOException {
        float[] sound = new float[4 * RATE];
        double phase = 0;
        for (int i = 0; i < sound.length; i++) {
            double t = (double) i / RATE;
            phase += (150 + 500 * t) / RATE;
            sound[i] =
                    (float) (amplitude * Math.sin(2 * Math.PI * phase) * Math.abs(Math.sin(3 * t)));
        }
        Path file = folder.resolve(name);
        try (SoundWriter writer =
                SoundWriters.toFile(
                        file, new Encoding(AudioFormat.WAV, RATE, RATE, 1, 0), sound.length)) {
            writer.write(sound, sound.length);
            writer.finish();
        }
        return file;
    }

    @Test
    void saysWhatHoldsAndWhatDoesNot() throws IOException {
        assertThat(check("--preset", "podcast", sweep("good.wav", 0.3).toString())).isZero();
        assertThat(out.toString()).contains("podcast: ", " 0 broken");

        int loud = check("--preset", "podcast", sweep("loud.wav", 1.4).toString());

        assertThat(loud).isEqualTo(Failures.FAILED);
        assertThat(out.toString()).contains("FAIL  clipping", "        at 0:00:0");
    }

    @Test
    void namesTheLineInJson() throws IOException {
        Path file = sweep("loud.wav", 1.4);
        Files.writeString(
                folder.resolve("loud.srt"), "1\n00:00:00,000 --> 00:00:04,000\nSay it\u001b[2J.\n");

        int exit = check("--preset", "podcast", "--json", file.toString());

        assertThat(exit).isEqualTo(Failures.FAILED);
        JsonNode report = new ObjectMapper().readTree(out.toString()).get(0);
        assertThat(report.path("held").asBoolean()).isFalse();
        JsonNode clipping = new ObjectMapper().createObjectNode();
        for (JsonNode rule : report.path("rules")) {
            clipping = rule.path("rule").asText().equals("clipping") ? rule : clipping;
        }
        assertThat(clipping.path("verdict").asText()).isEqualTo("fail");
        assertThat(clipping.path("where").path(0).path("line").asText()).startsWith("Say it");
        check("--preset", "podcast", file.toString());
        assertThat(out.toString().substring(out.toString().indexOf("podcast: ") - 200))
                .doesNotContain("\u001b");
    }

    @Test
    void refusesWhatItCannotCheck() throws IOException {
        Path text = Files.writeString(folder.resolve("a.mp3"), "no sound");

        assertThat(check("--preset", "acx", text.toString())).isEqualTo(Failures.WRONG_USE);
        assertThat(err.toString()).contains("a.mp3: ");
        assertThat(check("--preset", "ebu", text.toString())).isEqualTo(Failures.WRONG_USE);
        assertThat(err.toString()).contains("acx, abs, r128, podcast");
        assertThat(check(text.toString())).isEqualTo(Failures.WRONG_USE);
    }

    /** One that cannot be read does not keep the others from being checked. */
    @Test
    void checksTheOthersToo() throws IOException {
        Path text = Files.writeString(folder.resolve("a.mp3"), "no sound");
        Path good = sweep("good.wav", 0.3);

        assertThat(check("--preset", "podcast", text.toString(), good.toString()))
                .isEqualTo(Failures.WRONG_USE);
        assertThat(out.toString()).contains("podcast: ");
    }
}
