package voxfarm.frontend.local;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.frontend.ja.JapaneseDictionary;
import voxfarm.frontend.ja.UniDic;

/**
 * Open JTalk's dictionary on this machine: looked for where the process was told, in folders that
 * the environment names, and where Debian's package puts it; opened once, when it is first wanted.
 * Thread-safe.
 */
public final class LocalJapanese {
    /** Folders to look in, as a path list; processes that this one starts look there too. */
    public static final String VARIABLE = "VOXFARM_JAPANESE";

    /** Where Debian's package open-jtalk-mecab-naist-jdic puts it. */
    public static final Path DEBIAN = Path.of("/var/lib/mecab/dic/open-jtalk/naist-jdic");

    private static final LocalJapanese HERE =
            new LocalJapanese(
                    folders(Objects.requireNonNullElse(System.getenv(VARIABLE), "")), DEBIAN);

    private final Path installed;

    /** Behind the names of folders that are searched, for what early releases read with. */
    private static final String EARLY = "-early";

    /** Guarded by this. */
    private List<Path> folders;

    /** Guarded by this. */
    private @Nullable JapaneseDictionary open;

    /** Guarded by this. */
    private @Nullable UniDic openUniDic;

    /**
     * @param installed where it is looked for last
     */
    LocalJapanese(List<Path> folders, Path installed) {
        this.folders = List.copyOf(folders);
        this.installed = installed;
    }

    private static List<Path> folders(String list) {
        return Arrays.stream(list.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> path(folder).stream())
                .toList();
    }

    private static Optional<Path> path(String folder) {
        try {
            return Optional.of(Path.of(folder));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static LocalJapanese here() {
        return HERE;
    }

    /** Looks in folders before all others from now on; what is open stays open. */
    public static void lookIn(List<Path> folders) {
        HERE.add(folders);
    }

    /** What {@link #VARIABLE} is for processes that this one starts. */
    public static String searched() {
        return HERE.list();
    }

    /** The folder that holds it; empty if none does. */
    public static Optional<Path> folder() {
        return HERE.find();
    }

    /** Where UniDic lies for a folder of Open JTalk's dictionary. */
    public static Path early(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return whole.resolveSibling(whole.getFileName() + EARLY);
    }

    /** The folder that holds UniDic, for the first release; empty if none does. */
    public static Optional<Path> earlyFolder() {
        return HERE.findUniDic();
    }

    synchronized void add(List<Path> more) {
        List<Path> all = new ArrayList<>(more);
        folders.stream().filter(folder -> !all.contains(folder)).forEach(all::add);
        folders = List.copyOf(all);
    }

    private synchronized String list() {
        return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    synchronized Optional<Path> find() {
        return all().stream().filter(JapaneseDictionary::isIn).findFirst();
    }

    /** The folder that holds UniDic; empty if none does. */
    synchronized Optional<Path> findUniDic() {
        return all().stream().map(LocalJapanese::early).filter(UniDic::isIn).findFirst();
    }

    private List<Path> all() {
        List<Path> all = new ArrayList<>(folders);
        all.add(installed);
        return all;
    }

    /** UniDic's words of a text; empty if UniDic is not on this machine. */
    public static Optional<List<String>> wordsOfUniDic(String text) {
        return HERE.findUniDic().isEmpty()
                ? Optional.empty()
                : Optional.of(HERE.uniDic().words(text));
    }

    /**
     * @throws VoxfarmException {@code MISSING_MODEL} if it is not here, with what to do, or if it
     *     is broken
     */
    synchronized UniDic uniDic() {
        UniDic known = openUniDic;
        if (known == null) {
            known = UniDic.open(findUniDic().orElseThrow(this::noUniDic));
            openUniDic = known;
        }
        return known;
    }

    private VoxfarmException noUniDic() {
        return VoxfarmException.of(
                ErrorCode.MISSING_MODEL,
                "Japanese of voices of release 1.1.1 is read with UniDic, which is not here: run"
                        + " voxfarm japanese --early on every machine of the farm, or put sys.dic,"
                        + " unk.dic, matrix.bin and char.bin of the Python package unidic-lite"
                        + " 1.0.8 (its folder unidic_lite/dicdir) into %s",
                folders.isEmpty() ? "japanese-early" : early(folders.getLast()));
    }

    /**
     * @throws VoxfarmException {@code MISSING_MODEL} if it is not here, with what to do, or if it
     *     is broken
     */
    synchronized JapaneseDictionary get() {
        JapaneseDictionary known = open;
        if (known == null) {
            known = JapaneseDictionary.open(find().orElseThrow(LocalJapanese::missing));
            open = known;
        }
        return known;
    }

    private static VoxfarmException missing() {
        return new VoxfarmException(
                ErrorCode.MISSING_MODEL,
                "Japanese needs Open JTalk's dictionary, which is not here: run voxfarm japanese"
                        + " once on every machine of the farm (Debian: apt-get install"
                        + " open-jtalk-mecab-naist-jdic), or set voices.japanese to the folder that"
                        + " holds its sys.dic, unk.dic, matrix.bin and char.bin");
    }
}
