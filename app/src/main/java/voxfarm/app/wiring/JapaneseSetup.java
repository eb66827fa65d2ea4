package voxfarm.app.wiring;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.Making;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.UniDic;
import voxfarm.frontend.local.LocalJapanese;

/**
 * Brings Open JTalk's dictionary onto this machine, through the package clients that it has:
 * Debian's own package, or else the wheel of a Python package that carries one, taken apart and not
 * installed. Nobody needs to be root, and nothing is run of what is fetched.
 */
public final class JapaneseSetup {
    private static final String DEBIAN_PACKAGE = "open-jtalk-mecab-naist-jdic";
    private static final String WHEEL = "pyopenjtalk-plus==0.4.1.post10";
    private static final String IN_WHEEL = "pyopenjtalk/dictionary/";
    private static final List<String> FILES =
            List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin", "COPYING");

    /** Of one program; a slow line brings 20 MB in half the time. */
    private static final long PATIENCE_SECONDS = 900;

    private static final String WHERE_UNIDIC = "import unidic_lite; print(unidic_lite.DICDIR)";
    private static final List<String> UNIDIC_FILES =
            List.of("sys.dic", "unk.dic", "matrix.bin", "char.bin");
    private static final String OUTPUT = "output.txt";
    private static final int MOST_OUTPUT = 1 << 16;

    private final String searched;
    private final Supplier<Optional<Path>> here;
    private final Supplier<Optional<Path>> hereEarly;
    private final Consumer<String> progress;

    /**
     * @param progress takes lines for people
     */
    public JapaneseSetup(Consumer<String> progress) {
        this(
                Objects.requireNonNullElse(System.getenv("PATH"), ""),
                LocalJapanese::folder,
                LocalJapanese::earlyFolder,
                progress);
    }

    /**
     * @param searched folders of programs, as the environment lists them
     * @param here where the dictionary is, if it is here
     * @param hereEarly where UniDic is, if it is here
     */
    JapaneseSetup(
            String searched,
            Supplier<Optional<Path>> here,
            Supplier<Optional<Path>> hereEarly,
            Consumer<String> progress) {
        this.searched = searched;
        this.here = here;
        this.hereEarly = hereEarly;
        this.progress = progress;
    }

    /** A way to it. */
    private interface Way {
        /** Puts the files into the second folder. */
        void bring(Path temporary, Path into) throws IOException;
    }

    /**
     * The folder that holds the dictionary, brought first if no place has it that is looked at.
     *
     * @throws VoxfarmException {@code MISSING_MODEL} if it cannot be brought, with what to do
     */
    public Path ensure(Path data) {
        Path target = JapaneseFolders.of(data).toAbsolutePath();
        LocalJapanese.lookIn(List.of(target));
        return here.get().orElseGet(() -> bring(target));
    }

    /**
     * The folder that holds UniDic, with which voices of release 1.1.1 are read; copied first from
     * Python's package unidic-lite, if that is installed here and no place has it that is looked
     * at.
     *
     * @throws VoxfarmException {@code MISSING_MODEL} if it is not here, with what to do
     */
    public Path ensureEarly(Path data) {
        Path folder = JapaneseFolders.of(data).toAbsolutePath();
        LocalJapanese.lookIn(List.of(folder));
        return hereEarly.get().orElseGet(() -> copyEarly(LocalJapanese.early(folder)));
    }

    private Path copyEarly(Path target) {
        List<String> failures = new ArrayList<>();
        Optional<Path> python = program("python3");
        if (python.isPresent()) {
            try (Making making = Making.in(Objects.requireNonNull(target.getParent()))) {
                run(making.path(), python.get(), "-c", WHERE_UNIDIC);
                Path installed = Path.of(lastLine(making.path().resolve(OUTPUT)));
                Path whole = Files.createDirectory(making.path().resolve("whole"));
                progress.accept("copying UniDic (260 MB) from " + installed + " …");
                for (String name : UNIDIC_FILES) {
                    Files.copy(installed.resolve(name), whole.resolve(name));
                }
                var _ = UniDic.open(whole);
                Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
                progress.accept("Japanese of release 1.1.1 is ready: " + target);
                return target;
            } catch (IOException | UncheckedIOException | VoxfarmException e) {
                failures.add(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        throw VoxfarmException.of(
                ErrorCode.MISSING_MODEL,
                "Japanese of release 1.1.1 needs UniDic, which is not here (%s): python3 -m pip"
                    + " install unidic-lite==1.0.8, then voxfarm japanese --early again; or copy"
                    + " sys.dic, unk.dic, matrix.bin and char.bin of that package's folder"
                    + " unidic_lite/dicdir into %s",
                failures.isEmpty() ? "this machine has no python3" : String.join("; ", failures),
                target);
    }

    private Path bring(Path target) {
        List<String> failures = new ArrayList<>();
        for (Way way : ways()) {
            try {
                make(way, target);
                progress.accept("Japanese is ready: " + target);
                return target;
            } catch (IOException | UncheckedIOException | VoxfarmException e) {
                failures.add(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        throw VoxfarmException.of(
                ErrorCode.MISSING_MODEL,
                "Japanese needs Open JTalk's dictionary, which could not be fetched (%s). With a"
                        + " network: voxfarm japanese, or as root apt-get install %s. Without one:"
                        + " copy sys.dic, unk.dic, matrix.bin and char.bin of such a machine into"
                        + " %s, or set voices.japanese to their folder",
                failures.isEmpty()
                        ? "this machine has neither apt-get nor python3"
                        : String.join("; ", failures),
                DEBIAN_PACKAGE,
                target);
    }

    private List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        Optional<Path> apt = program("apt-get");
        Optional<Path> unpack = program("dpkg-deb");
        if (apt.isPresent() && unpack.isPresent()) {
            ways.add((temporary, into) -> ofDebian(apt.get(), unpack.get(), temporary, into));
        }
        program("python3")
                .ifPresent(
                        python -> ways.add((temporary, into) -> ofWheel(python, temporary, into)));
        return ways;
    }

    private Optional<Path> program(String name) {
        return Arrays.stream(searched.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void make(Way way, Path target) throws IOException {
        Path parent = Objects.requireNonNull(target.getParent());
        try (Making making = Making.in(parent)) {
            Path temporary = Files.createDirectory(making.path().resolve("fetched"));
            Path whole = Files.createDirectory(making.path().resolve("whole"));
            way.bring(temporary, whole);
            var _ = JapaneseDictionary.open(whole);
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) { // a folder that holds something has no type of its own
            if (!JapaneseDictionary.isIn(target)) { // else another process was first
                throw e;
            }
        }
    }

    private void ofDebian(Path apt, Path unpack, Path temporary, Path into) throws IOException {
        progress.accept("fetching Open JTalk's dictionary for Japanese (16 MB) with apt-get …");
        run(temporary, apt, "download", DEBIAN_PACKAGE);
        progress.accept("unpacking it (104 MB) …");
        run(temporary, unpack, "-x", only(temporary, "*.deb").getFileName() + "", "all");
        Path files = Path.of("all").resolve(Path.of("/").relativize(LocalJapanese.DEBIAN));
        for (String name : FILES) {
            Path file = temporary.resolve(files).resolve(name);
            if (Files.isRegularFile(file)) {
                Files.move(file, into.resolve(name));
            }
        }
    }

    private void ofWheel(Path python, Path temporary, Path into) throws IOException {
        progress.accept("fetching Open JTalk's dictionary for Japanese (33 MB) with pip …");
        run(
                temporary,
                python,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--only-binary=:all:",
                "--implementation=cp",
                "--python-version=3.11",
                "--abi=cp311",
                "--platform=manylinux_2_28_x86_64",
                "--dest=.",
                WHEEL);
        progress.accept("unpacking it (104 MB) …");
        try (ZipFile wheel = new ZipFile(only(temporary, "*.whl").toFile())) {
            Set<String> wanted = Set.copyOf(FILES);
            Enumeration<? extends ZipEntry> entries = wheel.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith(IN_WHEEL)
                        && wanted.contains(name.substring(IN_WHEEL.length()))) {
                    try (InputStream in = wheel.getInputStream(entry)) {
                        Files.copy(in, into.resolve(name.substring(IN_WHEEL.length())));
                    }
                }
            }
        }
    }

    private static Path only(Path folder, String names) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
            for (Path file : found) {
                return file;
            }
        }
        throw new IOException("nothing was fetched");
    }

    private static void run(Path folder, Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve(OUTPUT);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program.getFileName() + " took too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program.getFileName() + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException(program.getFileName() + ": " + lastLine(output));
        }
    }

    private static String lastLine(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            in.skip(Math.max(0, Files.size(output) - MOST_OUTPUT));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce("it failed", (_, line) -> line.strip());
        }
    }
}
