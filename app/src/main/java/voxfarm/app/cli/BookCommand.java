package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import voxfarm.books.About;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.ChapterText;
import voxfarm.books.read.BookFiles;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Json;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code voxfarm book}: audiobooks, from a book's file to the files of the made book. */
@Command(
        name = "book",
        mixinStandardHelpOptions = true,
        description =
                "Audiobooks: shows what of a book would be read aloud, makes it on a farm,"
                    + " fetches it, and checks finished files of sound.",
        subcommands = {
            BookCommand.Plan.class,
            BookMakeCommand.class,
            BookCommands.Status.class,
            BookCommands.ListBooks.class,
            BookCommands.Fetch.class,
            BookCommands.Cancel.class,
            BookCheck.class
        })
public final class BookCommand extends CommandGroup {
    /** {@code voxfarm book plan}. */
    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = {
                "Shows the chapters of books: titles, how long they will be, what is left out and"
                        + " why.",
                "Reads EPUB 2 and 3, DOCX, HTML, Markdown, and plain text in UTF-8, UTF-16,"
                        + " GB18030, Big5 or Shift-JIS."
            })
    static final class Plan implements Callable<Integer> {
        private static final int TITLE_COLUMNS = 56;
        private static final int LONGEST_NAME = 60;
        private static final Pattern UNSHOWN =
                Pattern.compile("[\\p{Cc}\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]");

        @Parameters(
                arity = "1..*",
                paramLabel = "FILE",
                description = "Books, or folders whose files are books.")
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
                        "Writes each chapter that is read into FOLDER/<book>/NNN-title.md, as"
                                + " voxfarm submit --file takes it. Files of that name are"
                                + " overwritten.")
        @Nullable Path into;

        @Spec CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            ArrayNode documents = Json.array();
            int failed = 0;
            for (Path file : all()) {
                try {
                    Book book = BookFiles.read(file, encoding);
                    if (into != null) {
                        write(book, into.resolve(name(stem(file))));
                    }
                    if (json) {
                        documents.add(document(file, book));
                    } else {
                        print(file, book, out);
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

        private List<Path> all() {
            List<Path> all = new ArrayList<>();
            for (Path file : files) {
                if (!Files.isDirectory(file)) {
                    all.add(file);
                    continue;
                }
                int before = all.size();
                try (Stream<Path> below = Files.list(file)) {
                    below.filter(Files::isRegularFile).sorted().forEach(all::add);
                } catch (IOException e) {
                    throw new VoxfarmException(
                            ErrorCode.INVALID_REQUEST,
                            file + ": cannot be listed: " + FileFailure.reason(e),
                            e);
                }
                if (all.size() == before) {
                    throw VoxfarmException.of(
                            ErrorCode.INVALID_REQUEST,
                            "%s: expected a book, or a folder of books; there is no file in it",
                            file);
                }
            }
            return all;
        }

        private static void print(Path file, Book book, PrintWriter out) {
            About about = book.about();
            String authors =
                    about.authors().isEmpty() ? "" : ", " + String.join(", ", about.authors());
            out.println(
                    shown(about.title().orElse(stem(file)) + authors)
                            + "  ("
                            + book.format()
                            + ")");
            int number = 0;
            String part = "";
            for (Chapter chapter : book.chapters()) {
                String in = chapter.part().orElse("");
                if (!in.equals(part)) {
                    part = in;
                    out.println(part.isEmpty() ? "" : "       " + shown(part));
                }
                if (chapter.leftOut().isPresent()) {
                    out.printf(
                            Locale.ROOT,
                            "    -  %s  left out: %s%n",
                            padded(chapter.title()),
                            chapter.leftOut().get().wireName());
                } else {
                    number++;
                    out.printf(
                            Locale.ROOT,
                            "%5d  %s  %,9d characters  %s%n",
                            number,
                            padded(chapter.title()),
                            chapter.characters(),
                            length(chapter.seconds()));
                }
            }
            out.printf(
                    Locale.ROOT,
                    "%d chapters, %,d characters, about %s of speech%n",
                    number,
                    book.read().stream().mapToLong(Chapter::characters).sum(),
                    length(book.read().stream().mapToDouble(Chapter::seconds).sum()).strip());
            book.notes().forEach(note -> out.println("note: " + shown(note)));
        }

        /** Words of a book's file on one line, which move no cursor and turn no direction. */
        static String shown(String words) {
            return UNSHOWN.matcher(words).replaceAll(" ");
        }

        private static String padded(String title) {
            StringBuilder padded = new StringBuilder();
            int columns = 0;
            for (int c : shown(title).codePoints().toArray()) {
                int wide = c >= 0x2e80 ? 2 : 1;
                if (columns + wide > TITLE_COLUMNS - 1) {
                    padded.append('…');
                    columns++;
                    break;
                }
                padded.appendCodePoint(c);
                columns += wide;
            }
            return padded + " ".repeat(TITLE_COLUMNS - columns);
        }

        private static String length(double seconds) {
            long minutes = Math.max(1, Math.round(seconds / 60));
            return minutes < 60
                    ? String.format(Locale.ROOT, "%7d min", minutes)
                    : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
        }

        private static ObjectNode document(Path file, Book book) {
            ObjectNode document = Json.object();
            document.put("file", file.toString()).put("format", book.format());
            About about = book.about();
            about.title().ifPresent(title -> document.put("title", title));
            ArrayNode authors = document.putArray("authors");
            about.authors().forEach(authors::add);
            about.language().ifPresent(language -> document.put("language", language));
            about.identifier().ifPresent(identifier -> document.put("identifier", identifier));
            about.publisher().ifPresent(publisher -> document.put("publisher", publisher));
            about.date().ifPresent(date -> document.put("date", date));
            about.description().ifPresent(text -> document.put("description", text));
            about.series().ifPresent(series -> document.put("series", series));
            about.cover().ifPresent(cover -> document.put("cover", cover));
            ArrayNode chapters = document.putArray("chapters");
            for (Chapter chapter : book.chapters()) {
                ObjectNode one = chapters.addObject().put("title", chapter.title());
                chapter.part().ifPresent(part -> one.put("part", part));
                one.put("source", chapter.source()).put("characters", chapter.characters());
                one.put("estimated_s", Math.round(chapter.seconds() * 10) / 10.0);
                chapter.leftOut().ifPresent(why -> one.put("left_out", why.wireName()));
            }
            ArrayNode notes = document.putArray("notes");
            book.notes().forEach(notes::add);
            return document;
        }

        private static void write(Book book, Path folder) {
            try {
                Files.createDirectories(folder);
                int number = 0;
                for (Chapter chapter : book.read()) {
                    number++;
                    String name =
                            String.format(Locale.ROOT, "%03d-%s.md", number, name(chapter.title()));
                    Files.writeString(
                            folder.resolve(name), ChapterText.of(chapter, book.about().language()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String stem(Path file) {
            String name = String.valueOf(file.getFileName());
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        }

        /** Words of the book as the name of a file: letters and digits of any script. */
        private static String name(String words) {
            String name = words.replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-").replaceAll("^-+|-+$", "");
            int end = Math.min(name.length(), LONGEST_NAME);
            if (end > 0 && end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))) {
                end--;
            }
            return end == 0 ? "untitled" : name.substring(0, end);
        }
    }
}
