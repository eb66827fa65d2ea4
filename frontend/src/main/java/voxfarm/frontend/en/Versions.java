package voxfarm.frontend.en;

import java.util.ArrayList;
import java.util.List;

/** Numbers with more than one point: versions, and addresses of machines. */
final class Versions implements Form {
    private static final int PARTS_OF_ADDRESS = 4;
    private static final int LARGEST_OF_ADDRESS = 255;

    @Override
    public int read(String text, int at, SpokenWords out) {
        char c = Look.at(text, at);
        boolean named = (c == 'v' || c == 'V') && Look.isDigit(text, at + 1);
        if (!named && !Look.isDigit(text, at)) {
            return at;
        }
        List<String> parts = new ArrayList<>();
        int from = named ? at + 1 : at;
        int end = Look.digits(text, from);
        parts.add(text.substring(from, end));
        while (Look.at(text, end) == '.' && Look.isDigit(text, end + 1)) {
            int next = Look.digits(text, end + 1);
            parts.add(text.substring(end + 1, next));
            end = next;
        }
        if (!named && Figure.at(text, at).filter(Figure::grouped).isPresent()) {
            return at; // 1.000.000
        }
        if (parts.size() < 3 && !(named && Look.ends(text, end))) {
            return at;
        }
        out.words(named && !Look.wordBefore(text, at).equalsIgnoreCase("version") ? "version" : "");
        boolean address =
                !named
                        && parts.size() == PARTS_OF_ADDRESS
                        && parts.stream().allMatch(Versions::octet);
        for (int i = 0; i < parts.size(); i++) {
            out.words(i > 0 ? "point" : "");
            out.words(
                    address
                            ? EnglishNumbers.spelled(parts.get(i))
                            : EnglishNumbers.cardinal(parts.get(i)));
        }
        return end;
    }

    private static boolean octet(String part) {
        return part.length() <= 3 && Integer.parseInt(part) <= LARGEST_OF_ADDRESS;
    }
}
