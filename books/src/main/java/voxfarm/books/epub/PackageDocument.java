package voxfarm.books.epub;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import voxfarm.books.About;
import voxfarm.books.archive.Archive;
import voxfarm.books.markup.Xml;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * The package document of an EPUB (EPUB 3.3, section 5; OPF 2.0.1): what it tells about the book,
 * its files, and their order.
 */
final class PackageDocument {
    private static final Pattern PAGE_NAME =
            Pattern.compile("\\.x?html?$", Pattern.CASE_INSENSITIVE);

    private final String path;
    private final Document opf;
    private final Consumer<String> notes;
    private final Map<String, Item> items = new HashMap<>();

    /**
     * @param path in the archive
     * @param properties with a blank around each
     */
    record Item(String id, String path, String mediaType, String properties) {
        boolean is(String property) {
            return properties.contains(" " + property + " ");
        }

        boolean isPage() {
            return mediaType.contains("html")
                    || mediaType.equals("text/x-oeb1-document")
                    || (PAGE_NAME.matcher(path).find() && !mediaType.startsWith("image/"));
        }
    }

    /**
     * @param linear whether it belongs to the order of reading
     */
    record Place(Item item, boolean linear) {}

    /**
     * @throws VoxfarmException {@code INVALID_REQUEST} if it has no manifest
     */
    PackageDocument(Archive archive, String path, Consumer<String> notes) {
        this.path = path;
        this.notes = notes;
        this.opf = Xml.xml(archive.read(path), path, notes);
        for (Element item : opf.getElementsByTag("item")) {
            add(item);
        }
        for (Element item : opf.getElementsByTag("opf:item")) {
            add(item);
        }
        if (items.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST, "%s: names no files of the book", path);
        }
    }

    private void add(Element item) {
        items.putIfAbsent(
                item.id(),
                new Item(
                        item.id(),
                        resolve(path, item.attr("href")),
                        item.attr("media-type"),
                        " " + item.attr("properties") + " "));
    }

    /** 2 or 3. */
    int version() {
        Element root = opf.selectFirst("package, opf|package");
        return root != null && root.attr("version").startsWith("3") ? 3 : 2;
    }

    /** What is to be read, in its order; of the rest a note tells. */
    List<Place> spine() {
        List<Place> places = new ArrayList<>();
        for (Element ref : opf.select("itemref, opf|itemref")) {
            Item item = items.get(ref.attr("idref"));
            if (item == null) {
                notes.accept(
                        Problems.quote(ref.attr("idref")) + ": is to be read and names no file");
            } else if (item.isPage()) {
                places.add(new Place(item, !ref.attr("linear").equals("no")));
            } else {
                notes.accept(
                        item.path()
                                + ": is to be read and is no page, but "
                                + Problems.quote(item.mediaType()));
            }
        }
        return places;
    }

    /** The navigation document of EPUB 3. */
    Optional<Item> navigation() {
        return items.values().stream().filter(item -> item.is("nav")).findFirst();
    }

    /** The navigation file of EPUB 2, which EPUB 3 may have too. */
    Optional<Item> ncx() {
        Element spine = opf.selectFirst("spine, opf|spine");
        Item named = spine == null ? null : items.get(spine.attr("toc"));
        return Optional.ofNullable(named)
                .or(() ->
                        items.values().stream()
                                .filter(item -> item.mediaType().equals("application/x-dtbncx+xml"))
                                .findFirst());
    }

    /** What EPUB 2 calls its pages: types by path. */
    Map<String, String> guide() {
        Map<String, String> types = new HashMap<>();
        for (Element one : opf.select("guide > reference, opf|guide > opf|reference")) {
            String target = resolve(path, one.attr("href"));
            types.putIfAbsent(withoutAnchor(target), one.attr("type"));
        }
        return types;
    }

    About about() {
        return new About(
                dc("title").stream().findFirst(),
                authors(),
                dc("language").stream().findFirst(),
                dc("identifier").stream().findFirst(),
                dc("publisher").stream().findFirst(),
                dc("date").stream().findFirst(),
                dc("description").stream().findFirst().map(text -> Jsoup.parse(text).text()),
                series(),
                cover());
    }

    private List<String> dc(String name) {
        List<String> found = new ArrayList<>();
        for (Element one : opf.getElementsByTag("dc:" + name)) {
            String text = one.text().strip();
            if (!text.isEmpty()) {
                found.add(text);
            }
        }
        return found;
    }

    /** Those who wrote it: no translators, no illustrators. */
    private List<String> authors() {
        List<String> authors = new ArrayList<>();
        for (Element creator : opf.getElementsByTag("dc:creator")) {
            String role = creator.attr("opf:role");
            if (role.isEmpty() && !creator.id().isEmpty()) {
                role = refined(creator.id(), "role").orElse("");
            }
            String name = creator.text().strip();
            if (!name.isEmpty() && (role.isEmpty() || role.equals("aut"))) {
                authors.add(name);
            }
        }
        return authors;
    }

    private Optional<String> refined(String id, String property) {
        for (Element meta : opf.getElementsByTag("meta")) {
            if (meta.attr("refines").equals("#" + id) && meta.attr("property").equals(property)) {
                return Optional.of(meta.text().strip());
            }
        }
        return Optional.empty();
    }

    private Optional<String> series() {
        Optional<String> calibre = named("calibre:series");
        if (calibre.isPresent()) {
            String index = named("calibre:series_index").orElse("").replaceFirst("\\.0+$", "");
            return Optional.of((calibre.get() + " " + index).strip());
        }
        for (Element meta : opf.getElementsByTag("meta")) {
            if (meta.attr("property").equals("belongs-to-collection")) {
                String index = refined(meta.id(), "group-position").orElse("");
                return Optional.of((meta.text().strip() + " " + index).strip());
            }
        }
        return Optional.empty();
    }

    private Optional<String> named(String name) {
        for (Element meta : opf.getElementsByTag("meta")) {
            if (meta.attr("name").equals(name) && !meta.attr("content").isBlank()) {
                return Optional.of(meta.attr("content").strip());
            }
        }
        return Optional.empty();
    }

    private Optional<String> cover() {
        return items.values().stream()
                .filter(item -> item.is("cover-image"))
                .map(Item::path)
                .findFirst()
                .or(() ->
                        named("cover")
                                .map(items::get)
                                .filter(item -> item.mediaType().startsWith("image/"))
                                .map(Item::path));
    }

    /** A link of a file of the archive as a name in the archive, with its anchor. */
    static String resolve(String base, String link) {
        int anchor = link.indexOf('#');
        String target = anchor < 0 ? link : link.substring(0, anchor);
        String behind = anchor < 0 ? "" : link.substring(anchor);
        if (target.isEmpty()) {
            return withoutAnchor(base) + behind;
        }
        List<String> steps = new ArrayList<>();
        int folder = base.lastIndexOf('/');
        if (folder > 0 && !target.startsWith("/")) {
            steps.addAll(List.of(base.substring(0, folder).split("/", -1)));
        }
        for (String step : decoded(target).split("/", -1)) {
            if (step.equals("..")) {
                if (!steps.isEmpty()) {
                    steps.removeLast();
                }
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return String.join("/", steps) + behind;
    }

    static String withoutAnchor(String target) {
        int anchor = target.indexOf('#');
        return anchor < 0 ? target : target.substring(0, anchor);
    }

    /** Without the per cent signs of a link. */
    static String decoded(String link) {
        try {
            return URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return link; // a per cent sign that stands for itself
        }
    }
}
