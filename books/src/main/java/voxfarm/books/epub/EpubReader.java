package voxfarm.books.epub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import voxfarm.books.Block;
import voxfarm.books.Book;
import voxfarm.books.Chapter;
import voxfarm.books.LeftOut;
import voxfarm.books.archive.Archive;
import voxfarm.books.markup.HtmlBlocks;
import voxfarm.books.markup.Matter;
import voxfarm.books.markup.Xml;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * A book of EPUB 2 or 3. The pages are read in the order of the spine; chapters begin where the
 * table of contents says. An entry below another one begins a chapter where it has a page of its
 * own, and belongs to the chapter above where it is a place within that page. Books without a table
 * have a chapter a page.
 */
public final class EpubReader {
    /** Where every EPUB says where its package document lies. */
    public static final String CONTAINER = "META-INF/container.xml";

    private static final String ENCRYPTION = "META-INF/encryption.xml";
    private static final int LONGEST_TITLE = 200;

    private final Archive archive;
    private final PackageDocument opf;
    private final Navigation navigation;
    private final List<Block> blocks = new ArrayList<>();

    /** Which block is the first of a page, in the order of reading. */
    private final Map<String, Integer> begins = new LinkedHashMap<>();

    private final Map<String, HtmlBlocks.Page> pages = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final TreeMap<Integer, Start> starts = new TreeMap<>();
    private int footnotes;

    /**
     * Where a chapter begins.
     *
     * @param title null if nothing but its page names it
     */
    private record Start(
            @Nullable String title,
            Optional<String> part,
            String source,
            Optional<LeftOut> leftOut) {}

    private EpubReader(Archive archive) {
        this.archive = archive;
        this.opf = new PackageDocument(archive, rootFile(), notes::add);
        this.navigation = Navigation.of(archive, opf, notes::add);
    }

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if the book is encrypted, or has nothing to
     *     read
     */
    public static Book read(Archive archive) {
        refuseEncrypted(archive);
        return new EpubReader(archive).book();
    }

    private static void refuseEncrypted(Archive archive) {
        if (!archive.has(ENCRYPTION)) {
            return;
        }
        Document encryption = Xml.xml(archive.read(ENCRYPTION), ENCRYPTION, _ -> {});
        for (Element data : encryption.select("*|EncryptedData")) {
            Element method = data.selectFirst("*|EncryptionMethod");
            String algorithm = method == null ? "" : method.attr("Algorithm");
            boolean font =
                    algorithm.equals("http://www.idpf.org/2008/embedding")
                            || algorithm.equals("http://ns.adobe.com/pdf/enc#RC");
            if (!font) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST,
                        "the book is encrypted (DRM): its pages can be read by the shop's programs"
                                + " alone; give a file without it");
            }
        }
    }

    private String rootFile() {
        Document container = Xml.xml(archive.read(CONTAINER), CONTAINER, notes::add);
        Element root = container.selectFirst("rootfile, *|rootfile");
        if (root == null || root.attr("full-path").isBlank()) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    CONTAINER + ": does not say where the package document lies");
        }
        return PackageDocument.resolve("", root.attr("full-path"));
    }

    private Book book() {
        readPages();
        startsByTable();
        if (starts.isEmpty()) {
            notes.add("the book has no table of contents: every page is a chapter");
        }
        startsByPages();
        if (footnotes > 0) {
            notes.add("footnotes are left out: " + footnotes);
        }
        List<Chapter> chapters = chapters();
        if (chapters.stream().noneMatch(chapter -> chapter.leftOut().isEmpty())) {
            throw new VoxfarmException(
                    ErrorCode.NOTHING_TO_SPEAK,
                    "the book has no text that could be read: are its pages pictures?");
        }
        return new Book("EPUB " + opf.version(), opf.about(), chapters, notes);
    }

    private void readPages() {
        for (PackageDocument.Place place : opf.spine()) {
            String path = place.item().path();
            if (begins.containsKey(path)) {
                continue;
            }
            if (!archive.has(path)) {
                notes.add(path + ": is named by the book and missing in it");
                continue;
            }
            Document document = Xml.page(archive.read(path), path, notes::add);
            Element body = document.selectFirst("body");
            HtmlBlocks.Page page = HtmlBlocks.of(body == null ? document : body);
            begins.put(path, blocks.size());
            pages.put(path, page);
            footnotes += page.notes();
            if (page.blocks().isEmpty()) {
                continue; // the next page begins at the same place
            }
            matter(place, body)
                    .ifPresent(why ->
                            starts.put(
                                    blocks.size(),
                                    new Start(null, Optional.empty(), path, Optional.of(why))));
            blocks.addAll(page.blocks());
        }
    }

    /** By what the page, the landmarks or the guide call it. */
    private Optional<LeftOut> matter(PackageDocument.Place place, @Nullable Element body) {
        String path = place.item().path();
        if (place.item().is("nav")) {
            return Optional.of(LeftOut.CONTENTS);
        }
        String own = body == null ? "" : body.attr("epub:type") + " " + firstSection(body);
        Optional<LeftOut> named =
                Matter.byType(own)
                        .or(() -> Matter.byType(navigation.landmarks().getOrDefault(path, "")))
                        .or(() -> Matter.byType(opf.guide().getOrDefault(path, "")));
        return named.isEmpty() && !place.linear() ? Optional.of(LeftOut.AUXILIARY) : named;
    }

    /** A page that is one section says there what it is. */
    private static String firstSection(Element body) {
        Element only = body.childrenSize() == 1 ? body.child(0) : null;
        return only == null ? "" : only.attr("epub:type");
    }

    private void startsByTable() {
        List<Navigation.Entry> entries = navigation.entries();
        List<Navigation.Entry> above = new ArrayList<>();
        Map<Navigation.Entry, Boolean> sections = new HashMap<>();
        for (Navigation.Entry entry : entries) {
            while (above.size() > entry.depth()) {
                above.removeLast();
            }
            Optional<Navigation.Entry> parent =
                    above.isEmpty() ? Optional.empty() : Optional.of(above.getLast());
            above.add(entry);
            Integer begin = begins.get(entry.path());
            boolean within =
                    parent.isPresent()
                            && parent.get().path().equals(entry.path())
                            && sections.computeIfAbsent(
                                    parent.get(), one -> hasWordsBefore(one, entry));
            if (begin == null || within) {
                continue;
            }
            HtmlBlocks.Page page = pages.get(entry.path());
            int at = begin + (page == null ? 0 : page.at(entry.anchor()).orElse(0));
            Start known = starts.get(at);
            Optional<LeftOut> leftOut =
                    known == null ? Matter.byTitle(entry.title()) : known.leftOut();
            Optional<String> part =
                    parent.map(Navigation.Entry::title).filter(name -> !name.isEmpty());
            if (known == null || known.title() == null) {
                starts.put(at, new Start(named(entry.title()), part, entry.target(), leftOut));
            }
        }
    }

    private static @Nullable String named(String title) {
        int end = Math.min(title.length(), LONGEST_TITLE);
        boolean halved = end < title.length() && Character.isHighSurrogate(title.charAt(end - 1));
        return title.isEmpty() ? null : title.substring(0, halved ? end - 1 : end);
    }

    /**
     * Whether an entry has words of its own before the first one below it, which then is a section
     * of it; else it is a part and those below are its chapters.
     */
    private boolean hasWordsBefore(Navigation.Entry above, Navigation.Entry first) {
        HtmlBlocks.Page page = pages.get(above.path());
        if (page == null) {
            return false;
        }
        int from = page.at(above.anchor()).orElse(0);
        int to = page.at(first.anchor()).orElse(from);
        return to <= from
                || page.blocks().subList(from, to).stream().anyMatch(block -> !block.isHeading());
    }

    /** Without a table each page is a chapter; with one, what stands before its first entry. */
    private void startsByPages() {
        boolean tabled = starts.values().stream().anyMatch(start -> start.title() != null);
        for (Map.Entry<String, Integer> page : begins.entrySet()) {
            if (!tabled || page.getValue() == 0 || follows(page.getValue())) {
                starts.putIfAbsent(
                        page.getValue(),
                        new Start(null, Optional.empty(), page.getKey(), Optional.empty()));
            }
        }
    }

    /** Whether the page stands behind one that is left out, and so belongs to no chapter yet. */
    private boolean follows(int at) {
        Map.Entry<Integer, Start> before = starts.lowerEntry(at);
        return before != null
                && before.getValue().leftOut().isPresent()
                && before.getValue().title() == null;
    }

    private List<Chapter> chapters() {
        List<Chapter> chapters = new ArrayList<>();
        for (Map.Entry<Integer, Start> entry : starts.entrySet()) {
            Integer next = starts.higherKey(entry.getKey());
            List<Block> own = blocks.subList(entry.getKey(), next == null ? blocks.size() : next);
            Start start = entry.getValue();
            if (own.isEmpty()) {
                continue;
            }
            String title =
                    start.title() != null
                            ? start.title()
                            : own.stream()
                                    .filter(Block::isHeading)
                                    .map(Block::text)
                                    .findFirst()
                                    .orElse("Page " + (chapters.size() + 1));
            Optional<LeftOut> leftOut =
                    start.leftOut()
                            .or(() ->
                                    start.title() == null
                                            ? Matter.byTitle(title)
                                            : Optional.empty())
                            .or(() -> spoken(own) ? Optional.empty() : Optional.of(LeftOut.EMPTY));
            chapters.add(
                    new Chapter(
                            title.replace('\n', ' '),
                            start.part(),
                            start.source(),
                            leftOut,
                            withHeading(own, title, start)));
        }
        return chapters;
    }

    /** Whether there is a word, be it a heading's alone, as of a part. */
    private static boolean spoken(List<Block> own) {
        return own.stream()
                .anyMatch(block ->
                        block.kind() != Block.Kind.PICTURE
                                && block.text().codePoints().anyMatch(Character::isLetterOrDigit));
    }

    /** A chapter whose page shows its title as a picture, or not at all, is still announced. */
    private static List<Block> withHeading(List<Block> own, String title, Start start) {
        boolean shown =
                start.title() == null
                        || own.stream().limit(4).anyMatch(Block::isHeading)
                        || own.getFirst().text().startsWith(title);
        if (shown) {
            return own;
        }
        List<Block> all = new ArrayList<>();
        all.add(Block.heading(1, title));
        all.addAll(own);
        return all;
    }
}
