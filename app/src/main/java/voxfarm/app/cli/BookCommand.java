package voxfarm.app.cli;

import picocli.CommandLine.Command;

/** {@code voxfarm book}: audiobooks, from a book's file to the files of the made book. */
@Command(
        name = "book",
        mixinStandardHelpOptions = true,
        description =
                "Audiobooks: shows what of a book would be read aloud, makes it on a farm,"
                        + " fetches it, and checks finished files of sound.",
        subcommands = {
            BookPlanCommand.class,
            BookMakeCommand.class,
            BookCommands.Status.class,
            BookCommands.ListBooks.class,
            BookCommands.Fetch.class,
            BookCommands.Cancel.class,
            BookCheck.class
        })
public final class BookCommand extends CommandGroup {}
