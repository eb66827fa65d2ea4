package voxfarm.books.epub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import voxfarm.books.archive.Archive;
import voxfarm.books.markup.Xml;

/** Tables of contents: the navigation document of EPUB 3 and the NCX of EPUB 2. */
final class Navigation {
    private static final int DEEPEST = 16;
    private static final int MOST = 20_000;

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> landmarks = new HashMap<>();

    /**
     * @param target in the archive, with its anchor; empty of one that leads nowhere
     * @param depth from 0
     */
    record Entry(String title, String target, int depth) {
        String path() {
            return PackageDocument.withoutAnchor(target);
        }

        /** Empty if the entry means the whole file. */
        String anchor() {
            int at = target.indexOf('#');
            return at < 0 ? "" : PackageDocument.decoded(target.substring(at + 1));
        }
    }

    private final Consumer<String> notes;

    private Navigation(Consumer<String> notes) {
        this.notes = notes;
    }

    List<Entry> entries() {
        return entries;
    }

    /** What EPUB 3 calls its pages: types by path. */
    Map<String, String> landmarks() {
        return landmarks;
    }

    /** Of the book's own; the older one where the newer has no entry. */
    static Navigation of(Archive archive, PackageDocument opf, Consumer<String> notes) {
        Navigation found = new Navigation(notes);
        opf.navigation()
                .filter(item -> archive.has(item.path()))
                .ifPresent(item -> found.readNav(archive, item.path()));
        if (found.entries.isEmpty()) {
            opf.ncx()
                    .filter(item -> archive.has(item.path()))
                    .ifPresent(item -> found.readNcx(archive, item.path()));
        }
        return found;
    }

    private void readNav(Archive archive, String path) {
        Document page = Xml.page(archive.read(path), path, notes);
        for (Element nav : page.getElementsByTag("nav")) {
            String type = nav.attr("epub:type").toLowerCase(Locale.ROOT);
            Element list = nav.getElementsByTag("ol").first();
            if (list == null) {
                continue;
            }
            if (type.contains("landmarks")) {
                for (Element link : list.getElementsByTag("a")) {
                    String target = PackageDocument.resolve(path, link.attr("href"));
                    landmarks.putIfAbsent(
                            PackageDocument.withoutAnchor(target), link.attr("epub:type"));
                }
            } else if (entries.isEmpty() && (type.contains("toc") || type.isEmpty())) {
                list(list, path, 0);
            }
        }
    }

    private void list(Element list, String path, int depth) {
        for (Element item : list.children()) {
            if (entries.size() >= MOST || !item.normalName().equals("li")) {
                continue;
            }
            Element label =
                    item.children().stream().filter(Navigation::isLabel).findFirst().orElse(null);
            if (label != null) {
                String link = label.attr("href");
                add(label.text(), link.isEmpty() ? "" : PackageDocument.resolve(path, link), depth);
            }
            for (Element below : item.children()) {
                if (below.normalName().equals("ol") && depth < DEEPEST) {
                    list(below, path, depth + 1);
                }
            }
        }
    }

    private static boolean isLabel(Element element) {
        return element.normalName().equals("a") || element.normalName().equals("span");
    }

    private void readNcx(Archive archive, String path) {
        Document ncx = Xml.xml(archive.read(path), path, notes);
        Element map = ncx.getElementsByTag("navMap").first();
        if (map == null) {
            map = ncx.getElementsByTag("ncx:navMap").first();
        }
        if (map != null) {
            points(map, path, 0);
        }
    }

    private void points(Element parent, String path, int depth) {
        for (Element point : parent.children()) {
            if (entries.size() >= MOST || !name(point).equals("navpoint")) {
                continue;
            }
            String title = "";
            String target = "";
            for (Element child : point.children()) {
                if (name(child).equals("navlabel")) {
                    title = child.text();
                } else if (name(child).equals("content")) {
                    target = PackageDocument.resolve(path, child.attr("src"));
                }
            }
            add(title, target, depth);
            if (depth < DEEPEST) {
                points(point, path, depth + 1);
            }
        }
    }

    private static String name(Element element) {
        String name = element.tagName().toLowerCase(Locale.ROOT);
        return name.substring(name.indexOf(':') + 1);
    }

    private void add(String title, String target, int depth) {
        String words = title.strip().replaceAll("\\s+", " ");
        entries.add(new Entry(words, target, depth));
    }
}
