package voxfarm.audio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import voxfarm.common.audio.AudioFormat;
import voxfarm.common.tags.BookTags;
import voxfarm.common.tags.CoverImage;

/** A book to be tagged, and its sound. */
final class Books {
    static final BookTags TAGS =
            new BookTags(
                    "Stolz & Vorurteil 傲慢",
                    List.of("Jane Austen", "奥斯汀"),
                    Optional.of("Joe"),
                    Optional.of("Novels 2"),
                    Optional.of("en-GB"),
                    Optional.of("1813-01-28"),
                    Optional.of("It is a truth\nuniversally acknowledged."),
                    Optional.of("Egerton"),
                    Optional.of("urn:isbn:0"),
                    Optional.of(cover("jpg")));

    private Books() {}

    static CoverImage cover(String format) {
        try {
            BufferedImage image = new BufferedImage(40, 60, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 40 * 60; i++) {
                image.setRGB(i % 40, i / 40, i * 7919);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return CoverImage.of(out.toByteArray(), "cover");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Encoding m4a(int soundRateHz, int rateHz) {
        return new Encoding(AudioFormat.M4A, soundRateHz, rateHz, 1, 64);
    }

    /** A sine. */
    static float[] tone(double hertz, double seconds, int rateHz) {
        float[] samples = new float[(int) Math.round(seconds * rateHz)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rateHz));
        }
        return samples;
    }
}
