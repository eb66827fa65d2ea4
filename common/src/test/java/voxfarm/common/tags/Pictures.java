package voxfarm.common.tags;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Made-up pictures, for covers. */
public final class Pictures {
    private Pictures() {}

    /** 40 by 32 pixels, all alike: a file of some hundred bytes. */
    public static byte[] png() {
        return of("png", 40, 32);
    }

    /**
     * @param format {@code png}, {@code jpg}, {@code gif} or {@code bmp}
     */
    public static byte[] of(String format, int width, int height) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(
                    new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
