package voxfarm.app.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration as a document: a commented file to begin with, and the reference. */
public final class ConfigDocument {
    private static final String INTRODUCTION =
            """
            # Configuration

            `voxfarm config init` writes a commented file, `voxfarm config check FILE` judges one without starting anything, and
            `voxfarm config show` prints what is in force and where each value comes from. All keys are optional. Texts take
            any plain value; unknown keys are refused with their line. This page is made from the code and tested against it.

            `voxfarm up`, and a `voxfarm say` that starts a farm for itself, take the file that `--config` names, else `config.yml`
            in the data folder if there is one; they need none. Their farm has its own broker and store: keys marked *not of voxfarm
            up* have no effect there, and `up` and `config check` name those that a file has. `voxfarm dispatcher` and
            `voxfarm worker` take the file that they are given. The `server` section and the other sections of Bert-VITS2's own
            `config.yml` may stand in the same file.

            A value may stand elsewhere: `${env:NAME}` is a variable of the environment, `${env:NAME:-otherwise}` one that need
            not be set, `${file:/run/secrets/name}` the text of a file without the end of its last line; also within a longer text,
            such as `sasl.jaas.config`. A missing one is a problem of its line, and what one stands for is in no message.
            `$${env:NAME}` stays as it is, with one dollar sign.

            ## Environment

            | variable | meaning |
            | --- | --- |
            """;

    private static final String EXIT_CODES =
            """

            ## Exit codes of the commands

            | code | meaning |
            | --- | --- |
            | 0 | Done |
            | 1 | The work failed, or something that it needs is not there: no farm answers, the queue is full, a file cannot be read, the request was cancelled, the id stands for another request. Also `status` of a farm that is not ready, and a command for several requests of which one was refused |
            | 2 | Wrong use: the command line, a file that it names, a value or a key is wrong; the same again fails again |
            | 3 | What was asked for does not exist, or no longer |
            | 130, 143 | Ended by Ctrl-C, or told to stop by a signal: so ends `up` |
            """;

    private static final String INDENT = "  ";

    private ConfigDocument() {}

    /** A {@code config.yml} that says what every key means, with all of them commented out. */
    public static String template() {
        StringBuilder out =
                new StringBuilder(
                        """
                        # Configuration of a Voxfarm. Every key is optional; what stands behind a key is its default.
                        # Take the # off what you change, and off the sections above it, then: voxfarm config check FILE
                        """);
        Map<String, String> meanings = ConfigReference.meanings();
        List<String> open = List.of();
        for (ConfigReference.Key key : ConfigReference.keys(FarmConfig.DEFAULTS)) {
            if (key.path().contains("[]")) {
                continue;
            }
            open = openSections(out, open, key.section());
            String indent = INDENT.repeat(open.size());
            out.append("# ").append(indent).append("# ").append(meaning(meanings, key));
            out.append(" (").append(key.form()).append(")\n");
            out.append("# ").append(indent).append(key.name()).append(": ").append(key.value());
            out.append('\n');
        }
        return out.toString();
    }

    private static List<String> openSections(StringBuilder out, List<String> open, String section) {
        List<String> wanted = section.isEmpty() ? List.of() : List.of(section.split("\\.", -1));
        int same = 0;
        while (same < Math.min(open.size(), wanted.size())
                && open.get(same).equals(wanted.get(same))) {
            same++;
        }
        for (int i = same; i < wanted.size(); i++) {
            out.append(i == 0 ? "\n# " : "# ").append(INDENT.repeat(i));
            out.append(wanted.get(i)).append(":\n");
        }
        return wanted;
    }

    private static String meaning(Map<String, String> meanings, ConfigReference.Key key) {
        return meanings.getOrDefault(key.path(), "")
                + (FarmConfig.isOfClustersAlone(key.path()) ? " (not of voxfarm up)" : "");
    }

    /** {@code docs/configuration.md}. */
    public static String reference() {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        ConfigReference.environment()
                .forEach((variable, meaning) ->
                        out.append("| `")
                                .append(variable)
                                .append("` | ")
                                .append(meaning)
                                .append(" |\n"));
        out.append(EXIT_CODES);
        appendSections(out);
        return out.toString();
    }

    private static void appendSections(StringBuilder out) {
        Map<String, List<ConfigReference.Key>> sections = new LinkedHashMap<>();
        for (ConfigReference.Key key : ConfigReference.keys(FarmConfig.DEFAULTS)) {
            String top = key.path().replaceAll("[.\\[].*", "");
            sections.computeIfAbsent(top, _ -> new java.util.ArrayList<>()).add(key);
        }
        Map<String, String> meanings = ConfigReference.meanings();
        sections.forEach((section, keys) -> {
            out.append("\n## ").append(section).append("\n\n");
            out.append("| key | default | may be | meaning |\n| --- | --- | --- | --- |\n");
            keys.forEach(key ->
                    out.append("| `")
                            .append(key.path())
                            .append("` | ")
                            .append(key.value().isEmpty() ? "" : "`" + key.value() + "`")
                            .append(" | ")
                            .append(key.form())
                            .append(" | ")
                            .append(meaning(meanings, key).replace("|", "\\|"))
                            .append(" |\n"));
        });
    }
}
