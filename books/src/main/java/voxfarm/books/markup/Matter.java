package voxfarm.books.markup;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import voxfarm.books.LeftOut;

/** Front and back matter that nobody wants read aloud: by its title, or by what a file calls it. */
public final class Matter {
    /** Structural semantics of EPUB 3 (SSV 1.1) and the guide of EPUB 2, in small letters. */
    private static final Map<String, LeftOut> TYPES =
            Map.ofEntries(
                    Map.entry("cover", LeftOut.COVER),
                    Map.entry("titlepage", LeftOut.TITLE_PAGE),
                    Map.entry("halftitlepage", LeftOut.TITLE_PAGE),
                    Map.entry("title-page", LeftOut.TITLE_PAGE),
                    Map.entry("copyright-page", LeftOut.COPYRIGHT),
                    Map.entry("imprint", LeftOut.COPYRIGHT),
                    Map.entry("imprimatur", LeftOut.COPYRIGHT),
                    Map.entry("colophon", LeftOut.COPYRIGHT),
                    Map.entry("toc", LeftOut.CONTENTS),
                    Map.entry("landmarks", LeftOut.CONTENTS),
                    Map.entry("loi", LeftOut.CONTENTS),
                    Map.entry("lot", LeftOut.CONTENTS),
                    Map.entry("page-list", LeftOut.CONTENTS),
                    Map.entry("index", LeftOut.INDEX),
                    Map.entry("bibliography", LeftOut.INDEX),
                    Map.entry("glossary", LeftOut.INDEX),
                    Map.entry("notes", LeftOut.NOTES),
                    Map.entry("footnotes", LeftOut.NOTES),
                    Map.entry("endnotes", LeftOut.NOTES),
                    Map.entry("rearnotes", LeftOut.NOTES));

    private static final Map<LeftOut, Pattern> TITLES =
            Map.of(
                    LeftOut.COVER,
                    Pattern.compile("cover|front cover|back cover|封面|封底|表紙"),
                    LeftOut.TITLE_PAGE,
                    Pattern.compile("title ?page|half title(?: page)?|扉页|扉頁|书名页|書名頁|扉"),
                    LeftOut.COPYRIGHT,
                    Pattern.compile(
                            "copyright(?: page| notice)?|imprint|colophon|legal notice"
                                    + "|(?:the )?(?:full )?project gutenberg(?:™|-tm)? licen[sc]e"
                                    + "|版权(?:页|信息|声明)?|版權(?:頁|信息|聲明)?|奥付|著作権表示"),
                    LeftOut.CONTENTS,
                    Pattern.compile(
                            "(?:table of )?contents|list of (?:illustrations|figures|tables|maps)"
                                    + "|目录|目錄|目次|もくじ"),
                    LeftOut.INDEX,
                    Pattern.compile("index|bibliography|works cited|索引|参考文献|參考文獻"),
                    LeftOut.NOTES,
                    Pattern.compile("(?:foot|end)?notes|注释|註釋|脚注|注"),
                    LeftOut.ADVERTISEMENT,
                    Pattern.compile(
                            "(?:also|other (?:books|titles|works)|books) by(?: .*)?"
                                    + "|about the publisher|newsletter|advertisements?"));

    private Matter() {}

    /** By a name out of {@code epub:type} or a guide; empty of one that is read. */
    public static Optional<LeftOut> byType(String type) {
        for (String one : type.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
            LeftOut found = TYPES.get(one);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** By the title that readers see; empty of one that is read. */
    public static Optional<LeftOut> byTitle(String title) {
        String words =
                title.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\s+", " ")
                        .replaceAll("[.:。：]$", "");
        return TITLES.entrySet().stream()
                .filter(one -> one.getValue().matcher(words).matches())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}
