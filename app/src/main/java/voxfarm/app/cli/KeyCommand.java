package voxfarm.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.dispatcher.api.Scope;

/** {@code voxfarm key}: a new key for callers of the HTTP interface. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an API key, and the lines of the configuration that let it in.",
            "The key is shown once and kept nowhere; the configuration has its SHA-256 alone.",
            "Commands of this program send the key in the variable VOXFARM_API_KEY."
        })
public final class KeyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Whose key it is.")
    String name = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = ",",
            description = "submit, read or admin (which has both). Default: submit,read.")
    List<String> scopes = List.of("submit", "read");

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Problems problems = new Problems();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")) {
            problems.add("NAME: expected letters, digits, . _ @ -, was " + Problems.quote(name));
        }
        for (String scope : scopes) {
            if (Scope.ofWireName(scope).isEmpty()) {
                problems.add(
                        "--scope: expected " + Scope.choices() + ", was " + Problems.quote(scope));
            }
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        ApiKeys.Made key = ApiKeys.make(name, scopes);
        PrintWriter out = spec.commandLine().getOut();
        out.println("# the key, for " + name + " alone:");
        out.println(key.secret());
        out.println();
        out.println("# for the farm's configuration:");
        out.println("http:");
        out.println("  keys:");
        out.println("    - name: " + name);
        out.println("      sha256: " + key.entry().sha256());
        out.println("      scopes: [" + String.join(", ", scopes) + "]");
        out.flush();
        return 0;
    }
}
