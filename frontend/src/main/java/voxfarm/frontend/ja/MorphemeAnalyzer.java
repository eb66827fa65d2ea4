package voxfarm.frontend.ja;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import voxfarm.frontend.ja.CharacterKinds.Kind;

/**
 * Cuts a text into words, the cheapest way through all that it may consist of (Kudo, Yamamoto and
 * Matsumoto, "Applying conditional random fields to Japanese morphological analysis", 2004), ties
 * decided as MeCab 0.996 decides them: of two words that end at one place, the one that begins
 * later is looked at first, of those that begin at one place the one found first, and another must
 * be cheaper to win. Thread-safe.
 */
final class MorphemeAnalyzer {
    /** Characters behind the first that one unknown word of a kind may have. */
    private static final int LONGEST_GROUP = 24;

    /** What a word costs that somebody set: less than any others in its place. */
    private static final int WINS = -1_000_000;

    private final MorphemeDictionary dictionary;
    private final Kind space;

    MorphemeAnalyzer(MorphemeDictionary dictionary) {
        this.dictionary = dictionary;
        this.space = dictionary.kinds().of(' ');
    }

    /** A word that may stand somewhere. */
    private static final class Node {
        final @Nullable Lexicon lexicon;
        final int token;
        final @Nullable SetWord set;
        final int begin;
        final int end;
        final int left;
        final int right;
        final int ownCost;
        long cost;
        @Nullable Node before;

        /** Of those that end where it ends, the one found before it. */
        @Nullable Node endsToo;

        Node(
                @Nullable Lexicon lexicon,
                int token,
                @Nullable SetWord set,
                int begin,
                int end,
                int left,
                int right,
                int ownCost) {
            this.lexicon = lexicon;
            this.token = token;
            this.set = set;
            this.begin = begin;
            this.end = end;
            this.left = left;
            this.right = right;
            this.ownCost = ownCost;
        }

        static Node of(Lexicon lexicon, int token, int begin, int end) {
            return new Node(
                    lexicon,
                    token,
                    null,
                    begin,
                    end,
                    lexicon.left(token),
                    lexicon.right(token),
                    lexicon.cost(token));
        }

        /**
         * @param like a word that stands where it may stand
         */
        static Node of(SetWord word, MorphemeDictionary.Place like) {
            return new Node(
                    null, 0, word, word.begin(), word.end(), like.left(), like.right(), WINS);
        }

        static Node edge(int at) {
            return new Node(null, 0, null, at, at, 0, 0, 0);
        }
    }

    /**
     * The words of a text, in order.
     *
     * @param text well-formed; takes memory by its length
     * @param set words that somebody set, which win over all others
     */
    List<Morpheme> analyze(String text, SetWords set) {
        return text.isEmpty() ? List.of() : new Lattice(text, set).words();
    }

    /** All words that one text may consist of. On one thread. */
    private final class Lattice {
        private final String text;
        private final SetWords set;
        private final byte[] bytes;

        /** Of each unit that begins a character. */
        private final int[] byteAt;

        /** Of each byte that begins a character. */
        private final int[] unitAt;

        /** Of each unit that begins a character. */
        private final Kind[] kinds;

        /** Of each unit that begins a character: where those that share kinds in turn end. */
        private final int[] groupEnd;

        /** Of each unit that begins a character: how many begin before it. */
        private final int[] characters;

        private final @Nullable Node[] ending;
        private final int[] values = new int[Lexicon.MAX_PREFIXES];
        private final int[] ends = new int[Lexicon.MAX_PREFIXES];
        private final List<Node> found = new ArrayList<>();

        Lattice(String text, SetWords set) {
            this.text = text;
            this.set = set;
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
            this.byteAt = new int[text.length() + 1];
            this.unitAt = new int[bytes.length + 1];
            this.kinds = new Kind[text.length()];
            this.groupEnd = new int[text.length() + 1];
            this.characters = new int[text.length() + 1];
            this.ending = new Node[text.length() + 1];
            int at = 0;
            int count = 0;
            for (int i = 0; i < text.length(); i = next(i)) {
                byteAt[i] = at;
                unitAt[at] = i;
                kinds[i] = dictionary.kinds().of(text.codePointAt(i));
                characters[i] = count++;
                at += utf8Length(text.codePointAt(i));
            }
            byteAt[text.length()] = bytes.length;
            unitAt[bytes.length] = text.length();
            characters[text.length()] = count;
            findGroups();
        }

        private void findGroups() {
            int end = text.length();
            for (int i = text.length(); i > 0; ) {
                i = text.offsetByCodePoints(i, -1);
                int next = next(i);
                if (next < text.length() && !kinds[i].shares(kinds[next])) {
                    end = next;
                }
                groupEnd[i] = end;
            }
        }

        private static int utf8Length(int codePoint) {
            boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= '\udfff';
            if (codePoint < 0x80 || half) {
                return 1; // half a pair becomes a question mark
            }
            return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        }

        private int next(int at) {
            return at + Character.charCount(text.codePointAt(at));
        }

        List<Morpheme> words() {
            ending[0] = Node.edge(0);
            for (int at = 0; at < text.length(); at++) {
                if (ending[at] != null) {
                    found.clear();
                    find(at);
                    connect(at);
                }
            }
            Node last = Node.edge(text.length());
            for (int at = text.length(); last.before == null; at--) { // blanks at the end are none
                connect(at, last);
            }
            Deque<Morpheme> words = new ArrayDeque<>();
            for (Node node = last.before; node != null; node = node.before) {
                if (node.lexicon != null || node.set != null) {
                    words.addFirst(morpheme(node));
                }
            }
            return List.copyOf(words);
        }

        private Morpheme morpheme(Node node) {
            String surface = text.substring(node.begin, node.end);
            String feature =
                    node.set != null
                            ? node.set.reading().feature(surface)
                            : node.lexicon == null ? "" : node.lexicon.feature(node.token);
            return new Morpheme(surface, feature, node.set != null, node.begin);
        }

        /** The newest first. */
        private void connect(int at) {
            for (int i = found.size() - 1; i >= 0; i--) {
                Node node = found.get(i);
                connect(at, node);
                node.endsToo = ending[node.end];
                ending[node.end] = node;
            }
        }

        private void connect(int at, Node node) {
            long best = Long.MAX_VALUE;
            for (Node left = ending[at]; left != null; left = left.endsToo) {
                long cost = left.cost + dictionary.costs().of(left.right, node.left) + node.ownCost;
                if (cost < best) {
                    best = cost;
                    node.before = left;
                    node.cost = cost;
                }
            }
        }

        private Kind kind(int at) {
            return kinds[at];
        }

        /** Words that begin at a place, behind blanks. */
        private void find(int at) {
            int begin = at;
            Kind kind = kind(begin);
            for (Kind before = space; before.shares(kind); ) {
                begin = next(begin);
                if (begin == text.length()) {
                    return;
                }
                before = kind;
                kind = kind(begin);
            }
            findKnown(begin);
            if (found.isEmpty() || kind.besideKnown()) {
                findUnknown(begin, kind);
            }
        }

        private void findKnown(int begin) {
            set.at(begin).ifPresent(word -> found.add(Node.of(word, dictionary.names())));
            Lexicon words = dictionary.words();
            int count = words.prefixes(bytes, byteAt[begin], bytes.length, values, ends);
            for (int i = 0; i < count; i++) {
                int end = unitAt[ends[i]];
                if (end > begin) { // else it ends within a character
                    add(words, values[i], begin, end);
                }
            }
        }

        private void findUnknown(int begin, Kind kind) {
            int first = next(begin);
            int group = -1;
            if (kind.groups()) {
                group = groupEnd[begin];
                if (characters[group] - characters[first] <= LONGEST_GROUP) {
                    addUnknown(kind, begin, group);
                }
            }
            int end = first;
            for (int i = 1; i <= kind.longest() && end != group; i++) {
                addUnknown(kind, begin, end);
                if (end == text.length() || !kind.shares(kind(end))) {
                    break;
                }
                end = next(end);
            }
            if (found.isEmpty()) {
                addUnknown(kind, begin, first);
            }
        }

        private void addUnknown(Kind kind, int begin, int end) {
            add(dictionary.unknown(), dictionary.unknown(kind), begin, end);
        }

        private void add(Lexicon lexicon, int value, int begin, int end) {
            int first = lexicon.firstToken(value);
            for (int i = 0; i < lexicon.tokenCount(value); i++) {
                found.add(Node.of(lexicon, first + i, begin, end));
            }
        }
    }
}
