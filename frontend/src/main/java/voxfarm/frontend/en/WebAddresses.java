package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/** Web and mail addresses, domains, and names of files. */
final class WebAddresses implements Form {
    private static final int LONGEST_LABEL = 64;
    private static final int LONGEST_ENDING = 8;

    private static final Set<String> DOMAINS =
            Set.of(
                    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "co",
                    "ai", "app", "dev", "me", "tv", "uk", "us", "ca", "au", "nz", "ie", "de", "fr",
                    "it", "es", "pt", "nl", "be", "ch", "at", "dk", "se", "no", "fi", "pl", "cz",
                    "ru", "ua", "cn", "jp", "kr", "in", "br", "mx", "eu", "tech", "online", "xyz",
                    "shop", "blog", "site", "cloud", "museum", "name", "pro", "news");

    private static final Set<String> FILES =
            Set.of(
                    "txt", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "csv", "json", "xml", "yaml",
                    "yml", "html", "htm", "css", "js", "ts", "py", "java", "rb", "go", "rs", "c",
                    "h", "cpp", "cs", "php", "sh", "exe", "zip", "tar", "gz", "rar", "jpg", "jpeg",
                    "png", "gif", "svg", "bmp", "mp3", "mp4", "wav", "ogg", "flac", "avi", "mov",
                    "md", "log", "ini", "cfg", "conf", "dll", "jar", "net", "db", "sql", "epub");

    /** Said letter by letter, though some of them look like words. */
    private static final Set<String> SPELLED =
            Set.of(
                    "https", "http", "www", "ftp", "txt", "pdf", "xls", "ppt", "csv", "xml", "html",
                    "htm", "css", "js", "ts", "py", "rb", "rs", "cpp", "cs", "php", "sh", "exe",
                    "gz", "png", "svg", "bmp", "mp", "ogg", "avi", "md", "cfg", "dll", "db", "sql",
                    "io", "ai", "tv", "uk", "us", "ca", "au", "nz", "ie", "fr", "nl", "ch", "dk",
                    "cz", "ru", "ua", "cn", "jp", "kr", "br", "mx", "eu", "edu", "xyz", "id", "api",
                    "faq", "url");

    @Override
    public int read(String text, int at, SpokenWords out) {
        if (!isOfName(Look.at(text, at)) || (at > 0 && isOfName(text.charAt(at - 1)))) {
            return at;
        }
        int end = at;
        while (end < text.length() && isOfName(text.charAt(end))) {
            end++;
        }
        if (text.startsWith("://", end)) {
            return address(text, at, pathEnd(text, end + 3), out);
        }
        if (Look.at(text, end) == '@' && end - at <= LONGEST_LABEL && isHost(text, end + 1)) {
            return address(text, at, hostEnd(text, end + 1), out);
        }
        int host = at;
        while (end > host && ".-+_".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (!isDomain(text, host, end)) {
            return at;
        }
        return address(text, at, pathEnd(text, end), out);
    }

    private static boolean isOfName(char c) {
        return Look.isAsciiLetter(c)
                || (c >= '0' && c <= '9')
                || (c != 0 && ".+_-".indexOf(c) >= 0);
    }

    private static boolean isHost(String text, int at) {
        return text.substring(at, hostEnd(text, at)).indexOf('.') > 0;
    }

    private static int hostEnd(String text, int at) {
        int end = at;
        while (end < text.length() && end - at < 4 * LONGEST_LABEL && isOfName(text.charAt(end))) {
            end++;
        }
        while (end > at && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Labels with dots between them, of which the last is one that the world knows. */
    private static boolean isDomain(String text, int at, int end) {
        int dot = end - 1;
        while (dot > at && end - dot <= LONGEST_ENDING && text.charAt(dot) != '.') {
            dot--;
        }
        if (dot <= at || text.charAt(dot) != '.' || end - at > 4 * LONGEST_LABEL) {
            return false;
        }
        String last = text.substring(dot + 1, end);
        String name = text.substring(at, dot);
        if (name.endsWith(".") || !Character.isLetterOrDigit(name.charAt(name.length() - 1))) {
            return false;
        }
        boolean lower = last.chars().noneMatch(Character::isUpperCase);
        boolean known = DOMAINS.contains(last) || FILES.contains(last);
        boolean hasLetter = name.chars().anyMatch(Character::isLetter);
        if (name.startsWith("www.")) {
            return true;
        }
        // "a.m" and "e.g" are short forms; "end.It" is a blank that is missing
        return lower && hasLetter && (known ? name.length() > 1 : isDottedName(name, last));
    }

    /** Two words in small letters, which no sentence parts without a blank. */
    private static boolean isDottedName(String name, String last) {
        return last.length() > 1
                && last.chars().allMatch(Character::isLetter)
                && name.length() > 2
                && name.chars().allMatch(c -> Character.isLowerCase(c) || c == '.' || c == '_')
                && name.indexOf("..") < 0
                && shortestLabel(name) > 1;
    }

    private static int shortestLabel(String name) {
        int shortest = name.length();
        int begin = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                shortest = Math.min(shortest, i - begin);
                begin = i + 1;
            }
        }
        return shortest;
    }

    /** Behind a path, without the marks that end the sentence around it. */
    private static int pathEnd(String text, int at) {
        char first = Look.at(text, at);
        boolean goesOn =
                first == '/'
                        || first == '?'
                        || first == '#'
                        || (first == ':' && Look.isDigit(text, at + 1))
                        || (at > 2 && text.startsWith("://", at - 3));
        int end = at;
        while (goesOn && end < text.length() && isOfPath(text.charAt(end))) {
            end++;
        }
        while (end > at && ".,;:!?)'*".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private static boolean isOfPath(char c) {
        return !Character.isWhitespace(c)
                && "<>\"[]{}".indexOf(c) < 0
                && (c < Folding.RAISED || c > Folding.AND);
    }

    private static int address(String text, int at, int end, SpokenWords out) {
        int from = at;
        while (from < end) {
            int to = from;
            while (to < end && Character.isLetter(text.charAt(to))) {
                to++;
            }
            if (to == from) {
                to += Character.charCount(text.codePointAt(from));
            }
            part(text.substring(from, to), out);
            from = to;
        }
        return end;
    }

    private static void part(String part, SpokenWords out) {
        String reading = EnglishAbbreviations.addressPart(part);
        if (!reading.isEmpty()) {
            out.words(reading);
        } else if (SPELLED.contains(part.toLowerCase(Locale.ROOT)) || isSingle(part)) {
            out.letters(part);
        } else if (Character.isLetter(part.charAt(0))) {
            out.word(part);
        } else {
            out.notSpoken(part);
        }
    }

    private static boolean isSingle(String part) {
        return part.length() == 1 && Character.isLetter(part.charAt(0));
    }
}
