package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who says what stands in quotes, by the words beside it: {@code said Elizabeth}, {@code Elizabeth
 * cried:}, 行者道：, とアリスは言った. Only names of the cast count, and only where one alone can be meant.
 */
final class Attribution {
    /** Characters beside a quote that are looked at. */
    private static final int REACH = 160;

    private static final String VERB =
            "(?:said|says|say|replied|replies|cried|cries|asked|asks|answered|answers|exclaimed"
                + "|exclaims|whispered|whispers|added|adds|returned|continued|continues|remarked"
                + "|remarks|observed|observes|repeated|repeats|murmured|murmurs|muttered|mutters"
                + "|shouted|shouts|called|calls|declared|declares|began|begins|interrupted"
                + "|rejoined|resumed|responded|responds|screamed|screams|sighed|sighs|snapped"
                + "|growled|demanded|demands|inquired|enquired|insisted|protested|suggested|thought|thinks|agreed|admitted|announced|explained|explains|went"
                + " on|put in"
                + "|pleaded|begged|sobbed|laughed|grumbled|retorted|roared|yelled|stammered)";
    private static final String ADVERB = "(?:\\s+(?:[a-z]+ly|then|at last|again|again,))?";
    private static final Pattern VERB_BEFORE_NAME =
            Pattern.compile("[,\\s—–-]*+" + VERB + ADVERB + "\\s+(?:the\\s+)?");
    private static final Pattern VERB_BEHIND_NAME = Pattern.compile(ADVERB + "\\s+" + VERB + "\\b");

    private static final Pattern VERB_AT_END =
            Pattern.compile("(?:^|\\W)" + VERB + "\\s+(?:the\\s+)?$");

    /** Of Chinese: what is done with the mouth, at the end of the words before a quote. */
    private static final Pattern SAYING =
            Pattern.compile("(?:[道说說曰问問答喊叫云骂罵呼唤喚念唱][了着著]?|(?:笑|哭|怒|喝)[道着著]?)[：:，,]?\\s*$");

    private static final Pattern SAYING_BEHIND =
            Pattern.compile("[^，。！？；,“「]{0,8}?[道说說曰问問答喊叫骂罵笑].*", Pattern.DOTALL);

    /** Whoever stands behind it is spoken to, or something is done to them. */
    private static final String OBJECT = "对對向与與跟朝和同叫请請见見把被给給问問望谢謝骂罵";

    private static final String JAPANESE_SUBJECT = "はが";
    private static final Pattern CLAUSE_END = Pattern.compile("[。！？!?；;”」』\\n]");

    private final Map<String, String> characters = new HashMap<>();
    private final TreeSet<Integer> lengths = new TreeSet<>();

    Attribution(Cast cast) {
        cast.characters()
                .forEach((name, member) -> {
                    add(name, name);
                    member.alsoCalled().forEach(other -> add(other, name));
                });
    }

    private void add(String name, String character) {
        characters.put(name, character);
        lengths.add(name.length());
    }

    /** Whose name it is. */
    Optional<String> character(String name) {
        return Optional.ofNullable(characters.get(name));
    }

    /**
     * Of each speech of a passage who says it. What is said by nobody named in a passage where one
     * character alone is named as saying something is that one's, too, as paragraphs change with
     * who speaks.
     */
    List<Optional<String>> of(String text, Passage passage, List<Quotes.Speech> speeches) {
        List<Optional<String>> speakers = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (int i = 0; i < speeches.size(); i++) {
            Quotes.Speech speech = speeches.get(i);
            int from = i == 0 ? passage.begin() : speeches.get(i - 1).end();
            int to = i + 1 == speeches.size() ? passage.end() : speeches.get(i + 1).begin();
            String before = text.substring(Math.max(from, speech.begin() - REACH), speech.begin());
            String after = text.substring(speech.end(), Math.min(to, speech.end() + REACH));
            Optional<String> speaker = after(after, to == passage.end()).or(() -> before(before));
            speaker.ifPresent(named::add);
            speakers.add(speaker);
        }
        if (named.size() == 1 && !isChinese(text, passage)) {
            speakers.replaceAll(_ -> Optional.of(named.iterator().next()));
        }
        return speakers;
    }

    /** Where speakers may change within a paragraph. */
    private static boolean isChinese(String text, Passage passage) {
        return text.substring(passage.begin(), passage.end())
                .codePoints()
                .anyMatch(Character::isIdeographic);
    }

    private Optional<String> after(String words, boolean last) {
        Optional<String> english = afterInEnglish(words);
        if (english.isPresent()) {
            return english;
        }
        boolean japanese = words.startsWith("と");
        String clause = japanese ? words.substring(words.startsWith("と、") ? 2 : 1) : words;
        Optional<Found> found = nameAt(clause, 0);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String rest = clause.substring(found.get().end());
        if (japanese) {
            return !rest.isEmpty() && JAPANESE_SUBJECT.indexOf(rest.charAt(0)) >= 0
                    ? Optional.of(found.get().character())
                    : Optional.empty();
        }
        // before another quote the words lead to that one
        boolean ownClause = last || CLAUSE_END.matcher(rest).find();
        return ownClause && isHan(clause, 0) && SAYING_BEHIND.matcher(rest).matches()
                ? Optional.of(found.get().character())
                : Optional.empty();
    }

    private Optional<String> afterInEnglish(String words) {
        Matcher verb = VERB_BEFORE_NAME.matcher(words);
        if (verb.lookingAt()) {
            return nameAt(words, verb.end()).map(Found::character);
        }
        int at = 0;
        while (at < words.length() && " ,\n—–-".indexOf(words.charAt(at)) >= 0) {
            at++;
        }
        return nameAt(words, at)
                .filter(found ->
                        VERB_BEHIND_NAME
                                .matcher(words)
                                .region(found.end(), words.length())
                                .lookingAt())
                .map(Found::character);
    }

    /** The subject of the clause that leads to the quote. */
    private Optional<String> before(String words) {
        String clause = words.stripTrailing();
        if (clause.isEmpty()) {
            return Optional.empty();
        }
        Matcher end = CLAUSE_END.matcher(clause);
        int begin = 0;
        while (end.find()) {
            begin = end.end() < clause.length() ? end.end() : begin;
        }
        clause = clause.substring(begin);
        boolean leads = ",:，：—".indexOf(clause.charAt(clause.length() - 1)) >= 0;
        if (SAYING.matcher(clause).find()) {
            return subjectInChinese(clause);
        }
        return leads || clause.endsWith("は") || clause.endsWith("が")
                ? subject(clause)
                : Optional.empty();
    }

    private Optional<String> subjectInChinese(String clause) {
        int comma =
                Math.max(
                        clause.lastIndexOf('，', clause.length() - 2),
                        clause.lastIndexOf(',', clause.length() - 2));
        Optional<String> nearest = subjects(clause.substring(comma + 1)).stream().findFirst();
        if (nearest.isPresent()) {
            return nearest;
        }
        Set<String> all = new HashSet<>(subjects(clause));
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }

    private List<String> subjects(String clause) {
        List<String> subjects = new ArrayList<>();
        int at = 0;
        while (at < clause.length()) {
            Optional<Found> found = nameAt(clause, at);
            if (found.isPresent()) {
                if (at == 0 || OBJECT.indexOf(clause.charAt(at - 1)) < 0) {
                    subjects.add(found.get().character());
                }
                at = found.get().end();
            } else {
                at++;
            }
        }
        return subjects;
    }

    /** Of English and Japanese: a name with a verb of saying, or the subject's particle. */
    private Optional<String> subject(String clause) {
        Set<String> found = new HashSet<>();
        int at = 0;
        while (at < clause.length()) {
            Optional<Found> name = nameAt(clause, at);
            if (name.isEmpty()) {
                at++;
                continue;
            }
            int end = name.get().end();
            boolean speaks =
                    VERB_BEHIND_NAME.matcher(clause).region(end, clause.length()).lookingAt()
                            || endsWithVerb(clause.substring(0, at))
                            || (end < clause.length()
                                    && JAPANESE_SUBJECT.indexOf(clause.charAt(end)) >= 0);
            if (speaks) {
                found.add(name.get().character());
            }
            at = end;
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private static boolean endsWithVerb(String words) {
        return VERB_AT_END.matcher(words).find();
    }

    /**
     * @param end behind the name
     */
    private record Found(String character, int end) {}

    /** The longest name that stands at a place as a whole word. */
    private Optional<Found> nameAt(String words, int at) {
        if (at >= words.length() || (at > 0 && isWord(words, at - 1) && isWord(words, at))) {
            return Optional.empty();
        }
        for (int length : lengths.descendingSet()) {
            int end = at + length;
            if (end > words.length()) {
                continue;
            }
            String character = characters.get(words.substring(at, end).replace('\n', ' '));
            boolean whole = end == words.length() || !isWord(words, end - 1) || !isWord(words, end);
            if (character != null && whole && !isPossessive(words, end)) {
                return Optional.of(new Found(character, end));
            }
        }
        return Optional.empty();
    }

    /** {@code said Jane's sister} is not Jane. */
    private static boolean isPossessive(String words, int end) {
        return end + 1 < words.length()
                && "'’".indexOf(words.charAt(end)) >= 0
                && words.charAt(end + 1) == 's';
    }

    /** Of a script that has blanks between its words. */
    private static boolean isWord(String words, int at) {
        char c = words.charAt(at);
        return Character.isLetterOrDigit(c) && c < 0x2e80;
    }

    private static boolean isHan(String words, int at) {
        return !words.isEmpty() && Character.isIdeographic(words.charAt(at));
    }
}
