package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.books.Book;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.Doubts;
import voxfarm.books.plan.PlanCost;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.plan.PlannedChapter;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Json;
import voxfarm.common.tags.CoverImage;
import voxfarm.common.voice.VoiceId;

/** {@code voxfarm book plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the chapters of books: titles, how long they will be and what they will cost,"
                    + " what is left out and why.",
            "Reads EPUB 2 and 3, DOCX, HTML, Markdown, and plain text in UTF-8, UTF-16, GB18030,"
                    + " Big5 or Shift-JIS; and plans (.yml, .json), as --out writes them."
        })
final class BookPlanCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Books, plans of books, or folders whose files are books.")
    List<Path> files = List.of();

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "Of plain text, such as gb18030. Default: what the text tells.")
    @Nullable Charset encoding;

    @Option(names = "--json", description = "Prints one JSON array, a book an element.")
    boolean json;

    @Option(
            names = "--write",
            paramLabel = "FOLDER",
            description =
                    "Writes each chapter that is read into FOLDER/<book>/NNN-title.md, as voxfarm"
                            + " submit --file takes it. Files of that name are overwritten.")
    @Nullable Path into;

    @Option(
            names = "--out",
            paramLabel = "PLAN.yml",
            description =
                    "Writes the plan of one book to edit, as YAML or JSON (.json): who speaks,"
                        + " pauses, titles, what is skipped. The texts of YAML stand in a folder of"
                        + " its name beside it.")
    @Nullable Path plan;

    @Option(names = "--inline", description = "With --out: the texts are in the plan itself.")
    boolean inline;

    @Option(
            names = "--doubts",
            description =
                    "Shows words whose reading is doubtful, most frequent first: several readings,"
                        + " in no dictionary, letters, figures, other scripts, rare characters.")
    boolean doubts;

    @Option(
            names = "--voice",
            paramLabel = "VOICE",
            description =
                    "Who narrates, where the plan does not say. Default: the bundled voice; Chinese"
                            + " and Japanese doubts are told as a Bert-VITS2 voice reads.")
    @Nullable String voice;

    @Mixin Farms farms = new Farms();
    @Spec CommandSpec spec = CommandSpec.create();

    private PlanCost.@Nullable Speeds speeds;

    /** How many books went by a name already. */
    private final Map<String, Integer> names = new HashMap<>();

    /**
     * @param format of the book's file
     * @param cover null if it has none
     * @param notes of whoever read it
     */
    private record Loaded(
            Path file,
            String format,
            BookPlan plan,
            @Nullable CoverImage cover,
            List<String> notes) {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> all = BookPaths.all(files);
        if (plan != null && all.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--out: expected one book, was " + all.size() + " files");
        }
        Set<String> twice = twice(all);
        ArrayNode documents = Json.array();
        int failed = 0;
        for (Path file : all) {
            try {
                Loaded book = load(file);
                PlanView view = new PlanView(book.plan(), speeds());
                write(book, view, folder(file, twice));
                Optional<Doubts> found = doubts(book.plan());
                if (json) {
                    documents.add(document(book, view, found));
                } else {
                    view.print(PlanFiles.stem(file), book.format(), out);
                    book.notes().forEach(note -> out.println("note: " + PlanView.shown(note)));
                    found.ifPresent(one -> PlanView.print(one, out));
                }
            } catch (VoxfarmException e) {
                if (files.size() == 1 && !Files.isDirectory(files.getFirst())) {
                    throw e;
                }
                failed++;
                spec.commandLine().getErr().println("voxfarm: " + e.getMessage());
            }
        }
        if (json) {
            JsonOutput.print(out, documents);
        }
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    /** Writes what was asked for: folders of texts, a plan, or nothing. */
    private void write(Loaded book, PlanView view, String name) {
        Path folders = into;
        if (folders != null) {
            write(book.plan(), folders.resolve(name));
        }
        if (plan != null) {
            view.write(
                    plan,
                    inline || PlanFiles.isJson(plan)
                            ? PlanFiles.Texts.INLINE
                            : PlanFiles.Texts.BESIDE,
                    book.cover());
        }
    }

    private Optional<Doubts> doubts(BookPlan of) {
        return doubts
                ? Optional.of(DoubtReader.of(of, Optional.ofNullable(voice), farms.data.folder()))
                : Optional.empty();
    }

    /** Asked for once, and only where there is a book. */
    private PlanCost.Speeds speeds() {
        PlanCost.Speeds known = speeds == null ? FarmSpeed.of(farms) : speeds;
        speeds = known;
        return known;
    }

    private Loaded load(Path file) {
        Optional<VoiceId> narrator =
                Optional.ofNullable(voice).filter(VoiceId::isOne).map(VoiceId::new);
        if (PlanFiles.isPlan(file)) {
            BookPlan read = PlanFiles.read(file);
            return new Loaded(
                    file,
                    "plan",
                    read.orVoice(narrator),
                    PlanFiles.cover(file, read).orElse(null),
                    List.of());
        }
        Book book = BookFiles.read(file, encoding);
        List<String> notes = new ArrayList<>(book.notes());
        return new Loaded(
                file,
                book.format(),
                BookPlan.of(book).orVoice(narrator),
                BookFiles.cover(file, book, notes::add).orElse(null),
                notes);
    }

    /** Names that several of the files would have. */
    private static Set<String> twice(List<Path> all) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (Path file : all) {
            String name = PlanFiles.fileName(PlanFiles.stem(file)).toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                twice.add(name);
            }
        }
        return twice;
    }

    /** A folder for each book, whatever the others are called: a.epub and a.txt are two. */
    private String folder(Path file, Set<String> twice) {
        String stem = PlanFiles.fileName(PlanFiles.stem(file));
        String name =
                twice.contains(stem.toLowerCase(Locale.ROOT))
                        ? PlanFiles.fileName(String.valueOf(file.getFileName()))
                        : stem;
        int before = names.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
        return before == 1 ? name : name + "-" + before;
    }

    private static void write(BookPlan plan, Path folder) {
        try {
            Files.createDirectories(folder);
            int number = 0;
            for (PlannedChapter chapter : plan.read()) {
                number++;
                String name =
                        String.format(
                                Locale.ROOT,
                                "%03d-%s.md",
                                number,
                                PlanFiles.fileName(chapter.title()));
                Files.writeString(folder.resolve(name), chapter.text());
            }
        } catch (IOException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    folder + ": cannot be written: " + FileFailure.reason(e),
                    e);
        }
    }

    private static ObjectNode document(Loaded book, PlanView view, Optional<Doubts> doubts) {
        ObjectNode document = Json.object().put("file", book.file().toString());
        document.setAll(view.document(book.format(), book.notes()));
        doubts.ifPresent(found -> document.set("doubts", found.json()));
        return document;
    }
}
