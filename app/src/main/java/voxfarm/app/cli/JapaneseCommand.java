package voxfarm.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import voxfarm.app.wiring.JapaneseSetup;

/** {@code voxfarm japanese}: what Japanese needs beside the voices. */
@Command(
        name = "japanese",
        mixinStandardHelpOptions = true,
        description = {
            "Brings Open JTalk's dictionary for Japanese onto this machine, unless it is here.",
            "Every machine of a farm needs it once; voxfarm say --language JP and adding a Japanese"
                    + " voice do the same by themselves."
        })
public final class JapaneseCommand implements Callable<Integer> {
    @Option(
            names = "--early",
            description =
                    "UniDic, with which voices of release 1.1.1 are read, instead: copied from the"
                            + " Python package unidic-lite, which must be installed.")
    boolean early;

    @Mixin DataOption data = new DataOption();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        JapaneseSetup setup = setup(spec);
        Path folder = early ? setup.ensureEarly(data.folder()) : setup.ensure(data.folder());
        PrintWriter out = spec.commandLine().getOut();
        out.println(folder);
        out.flush();
        return 0;
    }

    /** The set-up, which says on standard error what it does. */
    static JapaneseSetup setup(CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        return new JapaneseSetup(line -> {
            err.println("voxfarm: " + line);
            err.flush();
        });
    }
}
