package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.wiring.BookOrders;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.BookPlanCodec;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.RequestId;

/** {@code voxfarm book make}: books to a running farm. */
@Command(
        name = "make",
        mixinStandardHelpOptions = true,
        description = {
            "Makes audiobooks: gives books to a running farm, which goes on by itself whatever"
                    + " becomes of this command.",
            "Again with the same file it asks how far the book is, and waits for it with --wait."
        })
final class BookMakeCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Books (EPUB, DOCX, HTML, Markdown, text), plans (.yml, .json), or folders of"
                            + " them.")
    List<Path> files = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The book's id, of a single book. Default: by the file's name.")
    @Nullable String id;

    @Option(
            names = "--voice",
            paramLabel = "ID",
            description = "Who reads. Default: the plan's, or the farm's only voice.")
    @Nullable String voice;

    @Option(
            names = "--chapters",
            paramLabel = "FORMAT",
            description = "A file for each chapter as well: mp3, opus, m4a, aac, flac or wav.")
    @Nullable String chapters;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Of the file of the whole book. Default: m4a.")
    @Nullable String format;

    @Option(names = "--wait", description = "Waits for the end and shows the progress.")
    boolean wait;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Waits, and writes the files of each book into FOLDER/<id>.")
    @Nullable Path out;

    @Option(names = "--json", description = "Prints the documents of the books as a JSON array.")
    boolean json;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Path> all = BookPaths.all(files);
        if (id != null && all.size() > 1) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "--id: expected one book with it");
        }
        BookFolder folder = new BookFolder(out);
        folder.checkWritable();
        PrintWriter print = spec.commandLine().getOut();
        ArrayNode documents = Json.array();
        int failed = 0;
        try (FarmClient client = farms.running()) {
            List<RequestId> books = new ArrayList<>();
            for (Path file : all) {
                try {
                    ObjectNode made = submit(client, file);
                    books.add(new RequestId(made.path("book_id").asText()));
                    documents.add(made);
                    if (!json) {
                        print.println(made.path("book_id").asText());
                        print.flush();
                    }
                } catch (VoxfarmException e) {
                    if (all.size() == 1) {
                        throw e;
                    }
                    failed++;
                    spec.commandLine().getErr().println("voxfarm: " + file + ": " + e.getMessage());
                }
            }
            if (wait || out != null) {
                documents.removeAll();
                BookProgress progress = new BookProgress(spec.commandLine().getErr());
                for (RequestId book : books) {
                    ObjectNode ended = progress.follow(client, book);
                    documents.add(ended);
                    failed += fetch(client, folder, book, ended, print) ? 0 : 1;
                }
            }
        }
        if (json) {
            JsonOutput.print(print, documents);
        }
        return failed == 0 ? 0 : 1;
    }

    private boolean fetch(
            FarmClient client,
            BookFolder folder,
            RequestId book,
            ObjectNode ended,
            PrintWriter print) {
        if (!ended.path("status").asText().equals("completed")) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "voxfarm: "
                                    + book
                                    + " "
                                    + ended.path("status").asText()
                                    + ": "
                                    + ended.path("result").path("error").path("message").asText());
            return false;
        }
        if (folder.given()) {
            folder.fetch(client, book, ended, json ? null : print);
        } else if (!json) {
            print.println(ended.path("result").path("audio").path("uri").asText());
            print.flush();
        }
        return true;
    }

    private ObjectNode submit(FarmClient client, Path file) {
        ObjectNode document = document(file);
        if (voice != null) {
            document.put("voice", voice);
        } else if (!document.has("voice")) {
            document.put("voice", onlyVoice(client));
        }
        if (chapters != null || format != null) {
            ObjectNode output =
                    document.path("output") instanceof ObjectNode there
                            ? there
                            : document.putObject("output");
            if (chapters != null) {
                output.put("chapters", chapters);
            }
            if (format != null) {
                output.put("book", format);
            }
        }
        RequestId book =
                id != null
                        ? new RequestId(id)
                        : document.hasNonNull("book_id")
                                ? new RequestId(document.path("book_id").asText())
                                : BookOrders.idOf(PlanFiles.stem(file));
        return client.makeBook(book, document);
    }

    private static ObjectNode document(Path file) {
        if (PlanFiles.isPlan(file)) {
            return PlanFiles.document(file);
        }
        BookPlan plan = BookPlan.of(BookFiles.read(file, null));
        ObjectNode document = BookPlanCodec.write(plan);
        if (!document.has("title")) {
            document.put("title", PlanFiles.stem(file));
        }
        return document;
    }

    private static String onlyVoice(FarmClient client) {
        List<String> voices = new ArrayList<>();
        client.voices().path("voices").forEach(one -> voices.add(one.path("model_id").asText()));
        if (voices.size() != 1) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "--voice: expected one of %s",
                    voices.isEmpty() ? "the farm's voices; it has none yet" : voices);
        }
        return voices.getFirst();
    }
}
