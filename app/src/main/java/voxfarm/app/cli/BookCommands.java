package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.RequestId;

/** What {@code voxfarm book} asks of a running farm about books that it was given. */
final class BookCommands {
    private BookCommands() {}

    /** {@code voxfarm book status}. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows how far a book is, chapter by chapter.")
    static final class Status implements Callable<Integer> {
        private static final int TITLE = 48;

        @Parameters(paramLabel = "ID", description = "The book's id.")
        String id = "";

        @Option(names = "--json", description = "Prints the book's document.")
        boolean json;

        @Mixin Farms farms = new Farms();
        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ObjectNode book;
            try (FarmClient client = farms.running()) {
                book = client.book(new RequestId(id));
            }
            PrintWriter print = spec.commandLine().getOut();
            if (json) {
                JsonOutput.print(print, book);
                return 0;
            }
            print.println(BookProgress.line(book));
            for (JsonNode chapter : book.path("chapters")) {
                String title = PlanView.shown(chapter.path("title").asText());
                print.printf(
                        Locale.ROOT,
                        "%5d  %-10s %9s  %s%n",
                        chapter.path("number").asInt(),
                        chapter.path("status").asText(),
                        BookProgress.duration(chapter.path("estimated_s").asDouble()),
                        title.length() > TITLE ? title.substring(0, TITLE - 1) + "…" : title);
            }
            JsonNode error = book.path("result").path("error");
            if (error.isObject()) {
                print.println(error.path("message").asText());
            }
            book.path("result")
                    .path("files")
                    .forEach(file -> print.println(file.path("key").asText()));
            print.flush();
            return 0;
        }
    }

    /** {@code voxfarm book list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the books of a running farm, in the order of their ids.")
    static final class ListBooks implements Callable<Integer> {
        @Option(names = "--json", description = "Prints one JSON array.")
        boolean json;

        @Mixin Farms farms = new Farms();
        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ArrayNode all;
            try (FarmClient client = farms.running()) {
                all = client.books();
            }
            PrintWriter print = spec.commandLine().getOut();
            if (json) {
                JsonOutput.print(print, all);
                return 0;
            }
            print.println(row("BOOK", "STATUS", "CHAPTERS", "TITLE"));
            all.forEach(book ->
                    print.println(
                            row(
                                    book.path("book_id").asText(),
                                    book.path("status").asText(),
                                    book.path("book").path("chapters").asText(),
                                    PlanView.shown(book.path("book").path("title").asText()))));
            print.flush();
            return 0;
        }

        private static String row(String... cells) {
            return String.format(Locale.ROOT, "%-32s %-10s %9s  %s", (Object[]) cells)
                    .stripTrailing();
        }
    }

    /** {@code voxfarm book fetch}. */
    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = {
                "Writes the files of a book that is made into FOLDER/<id>.",
                "What is there already is left, so it may be broken off and run again."
            })
    static final class Fetch implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "The book's id.")
        String id = "";

        @Option(
                names = "--out",
                paramLabel = "FOLDER",
                description = "Default: the working folder.")
        @Nullable Path out;

        @Mixin Farms farms = new Farms();
        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            BookFolder folder = new BookFolder(out == null ? Path.of(".") : out);
            folder.checkWritable();
            try (FarmClient client = farms.running()) {
                RequestId book = new RequestId(id);
                ObjectNode made = client.book(book);
                String status = made.path("status").asText();
                if (!status.equals("completed")) {
                    throw VoxfarmException.of(
                            made.has("result") ? ErrorCode.ENGINE_FAILED : ErrorCode.NOT_READY,
                            "book %s is %s%s",
                            book,
                            status,
                            made.has("result")
                                    ? ": " + made.at("/result/error/message").asText()
                                    : "; it is fetched when it is completed");
                }
                folder.fetch(client, book, made, spec.commandLine().getOut());
            }
            return 0;
        }
    }

    /** {@code voxfarm book cancel}. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = {
                "Cancels books, with the chapters that are under way.",
                "One that has ended stays as it is; the exit code is 1 then, and 3 if all that was"
                        + " wrong is that some do not exist."
            })
    static final class Cancel extends RequestsCommand {
        @Override
        String apply(FarmClient client, RequestId id) {
            client.cancelBook(id);
            return id + " cancelled";
        }
    }
}
