package voxfarm.app.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The key pair of the embedded store: made once for a data folder, readable by its owner alone. */
public record S3Credentials(String accessKey, String secretKey) {
    private static final int ACCESS_BYTES = 8;
    private static final int SECRET_BYTES = 24;

    /** Reads the pair from a file, or makes one. */
    public static S3Credentials readOrMake(Path file) throws IOException {
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() >= 2) {
                return new S3Credentials(lines.get(0), lines.get(1));
            }
        }
        S3Credentials made = new S3Credentials(random(ACCESS_BYTES), random(SECRET_BYTES));
        OwnerOnlyFile.write(
                file,
                (made.accessKey() + "\n" + made.secretKey() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return made;
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "S3Credentials[accessKey=" + accessKey + ", secretKey=***]";
    }
}
