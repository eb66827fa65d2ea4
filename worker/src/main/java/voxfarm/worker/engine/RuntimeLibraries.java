package voxfarm.worker.engine;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.files.Folders;
import voxfarm.common.files.Making;
import voxfarm.common.files.Sha256;
import voxfarm.worker.cuda.CudaLibraries;

/**
 * The native libraries of ONNX Runtime, unpacked from its jar once for all processes of a build. By
 * itself the runtime unpacks them at each start, 24 MB for the CPU and over 600 for CUDA, and a
 * process that is ended by force leaves them behind. Thread-safe.
 */
public final class RuntimeLibraries {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeLibraries.class);

    /** Where the runtime looks for them, read when it is first used in a process. */
    private static final String PLACE = "onnxruntime.native.path";

    private static final String IN_JAR = "ai/onnxruntime/native/";
    private static final String CUDA_PROVIDER = "onnxruntime_providers_cuda";
    private static final int HASH_DIGITS = 16;

    /** Other builds' libraries that nothing was started with for so long are deleted. */
    private static final Duration UNUSED = Duration.ofDays(30);

    private final Path parent;

    /**
     * @param parent of the folders, one a build; made when needed
     */
    public RuntimeLibraries(Path parent) {
        this.parent = parent;
    }

    /** Options of a Java process that is to use them. */
    public List<String> options() {
        return folder().map(folder -> List.of("-D" + PLACE + "=" + folder)).orElse(List.of());
    }

    /** Lets this process use them, if the runtime was not used in it before. */
    public void useHere() {
        folder().ifPresent(folder -> System.setProperty(PLACE, folder.toString()));
    }

    /**
     * Where they are. A place that was named by hand counts first. Empty where they cannot be
     * unpacked: then each process does so for itself.
     */
    private Optional<Path> folder() {
        Optional<Path> named =
                Optional.ofNullable(System.getProperty(PLACE))
                        .map(Path::of)
                        .filter(Files::isDirectory);
        if (named.isPresent()) {
            return named;
        }
        try {
            return unpacked();
        } catch (IOException | URISyntaxException e) {
            LOG.warn(
                    "the runtime's libraries cannot be kept in {}, each process unpacks its own:"
                            + " {}",
                    parent,
                    e.toString());
            return Optional.empty();
        }
    }

    private Optional<Path> unpacked() throws IOException, URISyntaxException {
        CodeSource source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
        Path jar = Path.of(source.getLocation().toURI());
        if (!Files.isRegularFile(jar)) {
            return Optional.empty(); // classes in a folder: the runtime finds its own beside them
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> libraries = libraries(file);
            if (libraries.isEmpty()) {
                return Optional.empty(); // none of this system
            }
            Path folder = parent.toAbsolutePath().resolve("onnxruntime-" + hash(libraries));
            if (!isWhole(folder, libraries)) {
                unpack(file, libraries, folder);
            }
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            deleteUnused(folder);
            return Optional.of(folder);
        }
    }

    private static List<JarEntry> libraries(JarFile jar) {
        String folder = IN_JAR + platform() + "/";
        return jar.stream()
                .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(folder))
                .filter(entry -> entry.getName().indexOf('/', folder.length()) < 0)
                .sorted(Comparator.comparing(JarEntry::getName))
                .toList();
    }

    /** As the runtime calls it: {@code linux-x64}. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return os + "-" + (machine.equals("amd64") || machine.equals("x86_64") ? "x64" : machine);
    }

    /** Of the content, by the checksums that the jar has of it. */
    private static String hash(List<JarEntry> libraries) {
        StringBuilder content = new StringBuilder();
        for (JarEntry library : libraries) {
            content.append(library.getName())
                    .append(' ')
                    .append(library.getSize())
                    .append(' ')
                    .append(library.getCrc())
                    .append('\n');
        }
        return Sha256.hex(content.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, HASH_DIGITS);
    }

    private static boolean isWhole(Path folder, List<JarEntry> libraries) throws IOException {
        for (JarEntry library : libraries) {
            Path file = folder.resolve(name(library));
            if (!Files.isRegularFile(file) || Files.size(file) != library.getSize()) {
                return false;
            }
        }
        return true;
    }

    private static String name(JarEntry library) {
        return library.getName().substring(library.getName().lastIndexOf('/') + 1);
    }

    private void unpack(JarFile jar, List<JarEntry> libraries, Path folder) throws IOException {
        try (Making making = Making.in(parent)) {
            for (JarEntry library : libraries) {
                try (InputStream in = jar.getInputStream(library)) {
                    Files.copy(in, making.path().resolve(name(library)));
                }
            }
            move(making.path(), folder, libraries);
        }
    }

    /** Another process may have been faster: its folder, which it uses already, stays. */
    private static void move(Path made, Path folder, List<JarEntry> libraries) throws IOException {
        try {
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isWhole(folder, libraries)) {
                Folders.delete(folder); // something was taken out of it
                Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void deleteUnused(Path used) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, "onnxruntime-*")) {
            for (Path one : all) {
                if (!one.getFileName().equals(used.getFileName())
                        && Files.getLastModifiedTime(one)
                                .toInstant()
                                .isBefore(Instant.now().minus(UNUSED))) {
                    LOG.info("{} is of a build that nobody starts any more; deleting it", one);
                    Folders.delete(one);
                }
            }
        }
    }

    /** What this machine lacks to run CUDA, for people; empty if nothing is missing. */
    static Optional<String> lackingForCuda() {
        Path folder = Path.of(Optional.ofNullable(System.getProperty(PLACE)).orElse(""));
        return CudaLibraries.lacking(folder.resolve(System.mapLibraryName(CUDA_PROVIDER)));
    }
}
