package voxfarm.common.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which values among settings of free names, such as those of Kafka's clients, are not printed. */
public final class SecretNames {
    private static final Pattern SECRET =
            Pattern.compile("password|jaas|secret|token|credential|[.]key$");

    private SecretNames() {}

    /** The settings in the order of their names, {@code (set)} in place of each secret. */
    public static String shown(Map<?, ?> settings) {
        Map<String, Object> shown = new TreeMap<>();
        settings.forEach((name, value) ->
                shown.put(
                        String.valueOf(name),
                        SECRET.matcher(String.valueOf(name)).find() ? "(set)" : value));
        return shown.toString();
    }
}
