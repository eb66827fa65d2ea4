package voxfarm.app;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import voxfarm.app.cli.BookCommand;
import voxfarm.app.cli.CancelCommand;
import voxfarm.app.cli.CompletionCommand;
import voxfarm.app.cli.ConfigCommand;
import voxfarm.app.cli.DeadCommand;
import voxfarm.app.cli.DictionaryCommand;
import voxfarm.app.cli.DispatcherCommand;
import voxfarm.app.cli.Failures;
import voxfarm.app.cli.FetchCommand;
import voxfarm.app.cli.ForgetCommand;
import voxfarm.app.cli.JapaneseCommand;
import voxfarm.app.cli.KeyCommand;
import voxfarm.app.cli.ListCommand;
import voxfarm.app.cli.PhonemesCommand;
import voxfarm.app.cli.PruneCommand;
import voxfarm.app.cli.RebuildCommand;
import voxfarm.app.cli.RetentionCommand;
import voxfarm.app.cli.SayCommand;
import voxfarm.app.cli.StatusCommand;
import voxfarm.app.cli.SubmitCommand;
import voxfarm.app.cli.TopCommand;
import voxfarm.app.cli.UpCommand;
import voxfarm.app.cli.VoiceCommand;
import voxfarm.app.cli.VoicesCommand;
import voxfarm.app.cli.WorkerCommand;
import voxfarm.app.wiring.Installation;
import voxfarm.app.wiring.JapaneseFolders;
import voxfarm.common.Build;
import voxfarm.frontend.local.LocalJapanese;

/** The {@code voxfarm} command. */
@Command(
        name = "voxfarm",
        description = "A self-hosted text-to-speech farm: requests in, speech in the bucket.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            UpCommand.class,
            SayCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            StatusCommand.class,
            TopCommand.class,
            CancelCommand.class,
            ForgetCommand.class,
            DeadCommand.class,
            RebuildCommand.class,
            PruneCommand.class,
            RetentionCommand.class,
            FetchCommand.class,
            VoicesCommand.class,
            VoiceCommand.class,
            PhonemesCommand.class,
            BookCommand.class,
            DictionaryCommand.class,
            JapaneseCommand.class,
            DispatcherCommand.class,
            WorkerCommand.class,
            KeyCommand.class,
            ConfigCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "By the launcher:",
            "  test          Runs every test of this build.",
            "  warm          Makes a start-up cache: later starts take two thirds of it.",
            "  bench         Measures; chaos and simulate try to break the farm.",
            "  golden        Compares this build with recorded output of the originals.",
            "  --gpu, --cpu  Before a command: builds with CUDA, or without it, and stays so.",
            "",
            "Start here:  voxfarm say \"Hello there.\"",
            "Then:        voxfarm up",
            "Exit codes:  0 done, 1 failed, 2 wrong use, 3 not found."
        })
public final class Main {
    private Main() {}

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Build.name()};
        }
    }

    public static void main(String[] args) {
        run(commandLine(), args);
    }

    /**
     * Runs one command as this process, with what its machine has set up. Ends the process whatever
     * happens: the broker's threads would keep it alive.
     */
    public static void run(CommandLine commands, String[] args) {
        LocalJapanese.lookIn(List.of(JapaneseFolders.of(Installation.defaultData())));
        int code;
        try {
            code = commands.execute(args);
        } catch (Throwable t) { // nothing may leave the process hanging
            System.err.println("voxfarm " + Arrays.toString(args) + " failed");
            t.printStackTrace();
            code = 1;
        }
        System.exit(code);
    }

    /**
     * The command, ready to run; apart from {@link #main} for tests and for other modules.
     *
     * @param more commands of other modules
     */
    public static CommandLine commandLine(Object... more) {
        CommandLine commandLine = new CommandLine(new Main());
        for (Object command : more) {
            commandLine.addSubcommand(command);
        }
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setOut(PlainOutput.of(System.out));
        // help in colours would not pass
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return Failures.apply(commandLine);
    }
}
