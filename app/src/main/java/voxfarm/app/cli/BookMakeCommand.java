package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.ObjectInfo;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.tags.CoverImage;

/** {@code voxfarm book make}: books to a running farm. */
@Command(
        name = "make",
        mixinStandardHelpOptions = true,
        description = {
            "Makes audiobooks: gives books to a running farm, which goes on by itself whatever"
                    + " becomes of this command.",
            "Again with the same files it makes nothing that is there already, and so goes on where"
                    + " it was broken off; with --wait it waits for all of them.",
            "Exit code: 0 if the farm has all books, 1 if some were refused, which are listed with"
                    + " the reasons."
        })
final class BookMakeCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Books (EPUB, DOCX, HTML, Markdown, text), plans (.yml, .json), or folders of"
                            + " them.")
    List<Path> files = List.of();

    @Option(
            names = "--inbox",
            paramLabel = "PREFIX",
            description =
                    "Instead of files every object of the farm's bucket below this prefix, such as"
                            + " inbox/shelf/. The farm reads them itself.")
    @Nullable String inbox;

    @Option(
            names = "--config",
            paramLabel = "CONFIG.yml",
            description =
                    "With --inbox: the configuration that names the bucket. Default: that of the"
                            + " farm on the data folder.")
    @Nullable Path config;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "The book's id, of a single book. Default: by the file's name.")
    @Nullable String id;

    @Option(
            names = "--voice",
            paramLabel = "ID",
            description =
                    "Who reads. Default: the plan's, or the farm's only voice of the book's"
                            + " language, or that of say if it speaks it.")
    @Nullable String voice;

    @Option(
            names = "--chapters",
            paramLabel = "FORMAT",
            description =
                    "A file for each chapter as well, and a feed of them: mp3, opus, m4a, aac, flac"
                            + " or wav.")
    @Nullable String chapters;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Of the file of the whole book. Default: m4a.")
    @Nullable String format;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "As those ask for to whom the files go: acx (Audible), abs (Audiobookshelf and"
                            + " players of M4B), r128 (EBU R 128) or podcast (Apple).")
    @Nullable String preset;

    @Option(
            names = "--epub",
            description = "A book to read along as well: EPUB 3, each sentence with its sound.")
    boolean epub;

    @Option(
            names = "--cover",
            paramLabel = "FILE",
            description =
                    "The picture of a single book, JPEG or PNG. Default: the plan's, or the book's"
                            + " own.")
    @Nullable Path cover;

    private @Nullable CoverImage picture;

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = {
                "Where the farm tells the end of each book by HTTP, such as",
                "https://hooks.example.org/voxfarm; its configuration lists what it may call.",
                "A book that the farm has already keeps its own."
            })
    @Nullable String callback;

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
        checkUse();
        BookFolder folder = new BookFolder(out);
        folder.checkWritable();
        String prefix = inbox;
        if (prefix == null) {
            List<Path> all = BookPaths.all(files);
            if (id != null && all.size() > 1) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST, "--id: expected one book with it");
            }
            if (cover != null && all.size() > 1) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST, "--cover: expected one book with it");
            }
            picture = cover == null ? null : picture(cover);
            Iterator<BookSource> sources =
                    all.stream()
                            .<BookSource>map(file -> new BookSource.OfFile(file, this::warn))
                            .iterator();
            return make(sources, all.size() > 1, folder);
        }
        try (S3ObjectStore store = bucket()) {
            ObjectListing objects = new ObjectListing(store, prefix);
            if (!objects.hasNext()) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST,
                        "--inbox %s: there is no object below it",
                        prefix);
            }
            return make(new Objects(objects, store), true, folder);
        }
    }

    private void checkUse() {
        String prefix = inbox;
        if (prefix == null) {
            require(!files.isEmpty(), "expected files, or --inbox");
            require(config == null, "--config: names the bucket of --inbox");
            return;
        }
        require(files.isEmpty(), "expected files or --inbox, not both");
        require(id == null, "--id: expected one book with it");
        require(cover == null, "--cover: expected one book with it");
        require(
                prefix.matches("[^/].*/"),
                "--inbox: expected a prefix that ends with a slash, such as inbox/shelf/");
        require(
                config != null || !farms.byAddress(),
                "--inbox: expected --config beside --url, as it names the bucket");
    }

    private static CoverImage picture(Path file) {
        byte[] bytes =
                BoundedFile.readNamed(file, CoverImage.MOST_BYTES, ErrorCode.INVALID_REQUEST);
        return CoverImage.of(bytes, "--cover " + file);
    }

    private void warn(String note) {
        spec.commandLine().getErr().println("voxfarm: " + PlanView.shown(note));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private S3ObjectStore bucket() {
        return S3ObjectStore.connect(
                config != null
                        ? FarmConfig.read(config).config().store().toConfig()
                        : Endpoints.ofTheFarmOn(
                                        farms.data.folder(), ", or name a cluster with --config")
                                .store());
    }

    /**
     * Those of a bucket, a page of them in memory at a time.
     *
     * @param store that they lie in
     */
    private record Objects(ObjectListing objects, ObjectStore store)
            implements Iterator<BookSource> {
        @Override
        public boolean hasNext() {
            return objects.hasNext();
        }

        @Override
        public BookSource next() {
            ObjectInfo object = objects.next();
            return new BookSource.OfBucket(object, store.uri(object.key()));
        }
    }

    private int make(Iterator<BookSource> sources, boolean several, BookFolder folder) {
        JsonOutput.Elements elements = new JsonOutput.Elements(spec.commandLine().getOut());
        BookTally tally = new BookTally();
        boolean waits = wait || out != null;
        int failed = 0;
        boolean done = false;
        try (FarmClient client = farms.running()) {
            List<RequestId> books = give(client, sources, several, waits, tally, elements);
            if (waits) {
                failed = follow(client, books, folder, elements);
            }
            done = true;
        } finally {
            if (json && (done || elements.begun())) {
                elements.end();
            }
        }
        return failed + tally.refused() == 0 ? 0 : Failures.FAILED;
    }

    /**
     * @return how many of the books were not made
     */
    private int follow(
            FarmClient client,
            List<RequestId> books,
            BookFolder folder,
            JsonOutput.Elements elements) {
        BookProgress progress = new BookProgress(spec.commandLine().getErr());
        int failed = 0;
        for (RequestId book : books) {
            ObjectNode ended = progress.follow(client, book);
            if (json) {
                elements.print(ended);
            }
            failed += fetch(client, folder, book, ended) ? 0 : 1;
        }
        return failed;
    }

    /** Whatever is wrong with one book holds up no other. */
    private List<RequestId> give(
            FarmClient client,
            Iterator<BookSource> sources,
            boolean several,
            boolean waits,
            BookTally tally,
            JsonOutput.Elements elements) {
        PrintWriter err = spec.commandLine().getErr();
        BookGiver giver =
                new BookGiver(
                        client,
                        new Patience(err, Patience.USUAL),
                        new BookGiver.Choices(
                                id, voice, chapters, format, preset, epub, picture, callback));
        List<RequestId> books = new ArrayList<>();
        boolean whole = false;
        try {
            while (sources.hasNext()) {
                BookSource source = sources.next();
                try {
                    BookGiver.Given given = giver.give(source);
                    tally.given(given);
                    books.add(new RequestId(given.book().path("book_id").asText()));
                    if (!waits) {
                        tell(source, given.book(), tally, elements);
                    } else if (!json) {
                        tell(given.book());
                    }
                } catch (VoxfarmException e) {
                    if (!several || e.code().retryable()) {
                        throw e;
                    }
                    tally.refused(source, e.getMessage());
                }
            }
            whole = true;
        } finally {
            if (several || tally.refused() > 0) {
                tally.print(err, whole);
            }
        }
        return books;
    }

    private void tell(ObjectNode book) {
        PrintWriter print = spec.commandLine().getOut();
        print.println(book.path("book_id").asText());
        print.flush();
    }

    /** One that failed before is not made by being given again. */
    private void tell(
            BookSource source, ObjectNode book, BookTally tally, JsonOutput.Elements elements) {
        if (json) {
            elements.print(book);
        } else {
            tell(book);
        }
        String status = book.path("status").asText();
        if (book.has("result") && !status.equals("completed")) {
            tally.refused(
                    source,
                    "book "
                            + book.path("book_id").asText()
                            + " "
                            + status
                            + " before: "
                            + book.at("/result/error/message").asText("it was cancelled"));
        }
    }

    private boolean fetch(FarmClient client, BookFolder folder, RequestId book, ObjectNode ended) {
        PrintWriter print = spec.commandLine().getOut();
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
}
