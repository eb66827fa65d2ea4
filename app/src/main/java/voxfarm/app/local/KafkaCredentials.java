package voxfarm.app.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import voxfarm.common.config.Secret;

/**
 * The name and password that the embedded broker asks for: made once for a data folder, readable by
 * its owner alone. Without them every account of the machine could order and read.
 *
 * @param username letters and digits
 * @param password letters and digits
 */
public record KafkaCredentials(String username, Secret password) {
    public static final String PROTOCOL = "SASL_PLAINTEXT";
    public static final String MECHANISM = "PLAIN";

    private static final String USERNAME = "voxfarm";
    private static final int PASSWORD_BYTES = 24;

    /** Nothing that would have to be quoted where Kafka reads it. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]{1,100}");

    public KafkaCredentials {
        if (!WORD.matcher(username).matches() || !WORD.matcher(password.reveal()).matches()) {
            throw new IllegalArgumentException("Kafka's credentials: expected letters and digits");
        }
    }

    /** Reads them from a file, or makes them. One that cannot be read is replaced. */
    public static KafkaCredentials readOrMake(Path file) throws IOException {
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() >= 2
                    && WORD.matcher(lines.get(0)).matches()
                    && WORD.matcher(lines.get(1)).matches()) {
                return new KafkaCredentials(lines.get(0), new Secret(lines.get(1)));
            }
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        KafkaCredentials made =
                new KafkaCredentials(USERNAME, new Secret(HexFormat.of().formatHex(random)));
        OwnerOnlyFile.write(
                file,
                (made.username() + "\n" + made.password().reveal() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return made;
    }

    /** What a client must say. */
    public Map<String, String> client() {
        return Map.of(
                "security.protocol",
                PROTOCOL,
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                login("") + ";");
    }

    /** What the broker and its controller ask for, and say to each other. */
    public String server() {
        return login(" user_" + username + "=\"" + password.reveal() + "\"") + ";";
    }

    private String login(String more) {
        return PlainLoginModule.class.getName()
                + " required username=\""
                + username
                + "\" password=\""
                + password.reveal()
                + "\""
                + more;
    }
}
