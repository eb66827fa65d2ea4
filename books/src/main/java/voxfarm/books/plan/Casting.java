package voxfarm.books.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Nearest;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.PauseKind;

/**
 * Who says what in a chapter: headings, what stands in quotes, and the rest. A mark {@code
 * [[as:NAME]]} gives what stands behind it to a character of the cast, or to {@code narrator},
 * {@code heading} or {@code dialogue}, up to the next such mark or the end of the paragraph; {@code
 * [[as:]]} goes back to the quotes. Pure.
 */
public final class Casting {
    private static final Pattern MARK =
            Pattern.compile("(?<!\\\\)\\[\\[as:([^\\[\\]|\\n]{0,100})\\]\\] ?");
    private static final Pattern AT_LINE_START = Pattern.compile("[#>+*=-]");

    /** Behind these a sentence goes on in what stands around a quote. */
    private static final String GOES_ON = ",，、:：;；—–-";

    private static final String NARRATOR = "narrator";
    private static final String HEADING = "heading";
    private static final String DIALOGUE = "dialogue";

    private final BookPlan plan;
    private final PlannedChapter chapter;
    private final Attribution attribution;
    private final List<Turn> turns = new ArrayList<>();
    private final Problems problems = new Problems();

    /** What ended since the last words. */
    private PauseKind ended = PauseKind.CLAUSE;

    private Casting(BookPlan plan, PlannedChapter chapter) {
        this.plan = plan;
        this.chapter = chapter;
        this.attribution = new Attribution(plan.cast());
    }

    /**
     * @param character by name
     */
    private record By(Stretch.Said said, Optional<String> character) {
        static final By NARRATION = new By(Stretch.Said.NARRATION, Optional.empty());
        static final By HEADING = new By(Stretch.Said.HEADING, Optional.empty());
    }

    /** A piece of a passage, perhaps empty. */
    private record Piece(By by, int begin, int end) {}

    /** A stretch that grows. */
    private static final class Turn {
        private final Role role;
        private final StringBuilder text = new StringBuilder();
        private By by;
        private PauseKind ends = PauseKind.SENTENCE;

        Turn(Role role, By by) {
            this.role = role;
            this.by = by;
        }
    }

    /**
     * The chapter in the order in which it is heard. A chapter in one voice is one stretch.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} if a mark names nobody of the cast; {@code
     *     NOTHING_TO_SPEAK} if there is no letter or digit in it
     */
    public static List<Stretch> of(BookPlan plan, PlannedChapter chapter) {
        Casting casting = new Casting(plan, chapter);
        casting.cast();
        return casting.stretches();
    }

    /** Whether a mark in a chapter's text says who speaks. */
    public static boolean hasMarks(String text) {
        return MARK.matcher(text).find();
    }

    private void cast() {
        String text = chapter.text();
        List<Passage> passages = Passage.of(text);
        List<List<Quotes.Speech>> speeches =
                plan.cast().hasDialogue()
                        ? Quotes.of(text, passages)
                        : passages.stream().map(_ -> List.<Quotes.Speech>of()).toList();
        Optional<String> before = Optional.empty();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            List<Quotes.Speech> said = speeches.get(i);
            List<Optional<String>> speakers = new ArrayList<>(attribution.of(text, passage, said));
            if (!said.isEmpty() && said.getFirst().goesOn() && speakers.getFirst().isEmpty()) {
                speakers.set(0, before);
            }
            before = speakers.isEmpty() ? Optional.empty() : speakers.getLast();
            add(text, passage, withMarks(text, passage, pieces(passage, said, speakers)));
        }
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
    }

    private static List<Piece> pieces(
            Passage passage, List<Quotes.Speech> speeches, List<Optional<String>> speakers) {
        By plain = passage.ends() == PauseKind.HEADING ? By.HEADING : By.NARRATION;
        List<Piece> pieces = new ArrayList<>();
        int at = passage.begin();
        for (int i = 0; i < speeches.size(); i++) {
            Quotes.Speech speech = speeches.get(i);
            pieces.add(new Piece(plain, at, speech.begin()));
            By by = new By(Stretch.Said.DIALOGUE, speakers.get(i));
            pieces.add(new Piece(by, speech.begin(), speech.end()));
            at = speech.end();
        }
        pieces.add(new Piece(plain, at, passage.end()));
        return pieces;
    }

    /** The pieces without the marks, and by whom the marks say. */
    private List<Piece> withMarks(String text, Passage passage, List<Piece> pieces) {
        Matcher mark = MARK.matcher(text).region(passage.begin(), passage.end());
        mark.useTransparentBounds(true);
        if (!mark.find()) {
            return pieces;
        }
        List<Piece> marked = new ArrayList<>();
        int from = passage.begin();
        Optional<By> forced = Optional.empty();
        boolean more = true;
        while (from < passage.end()) {
            int to = more ? mark.start() : passage.end();
            for (Piece piece : pieces) {
                int begin = Math.max(from, piece.begin());
                int end = Math.min(to, piece.end());
                if (begin < end) {
                    marked.add(new Piece(forced.orElse(piece.by()), begin, end));
                }
            }
            if (!more) {
                break;
            }
            forced = named(mark.group(1).strip());
            from = mark.end();
            more = mark.find();
        }
        return marked;
    }

    private Optional<By> named(String name) {
        return switch (name) {
            case "" -> Optional.empty();
            case NARRATOR -> Optional.of(By.NARRATION);
            case HEADING -> Optional.of(By.HEADING);
            case DIALOGUE -> Optional.of(new By(Stretch.Said.DIALOGUE, Optional.empty()));
            default -> {
                Optional<String> character = attribution.character(name);
                if (character.isEmpty()) {
                    problems.add(unknown(name));
                }
                yield Optional.of(new By(Stretch.Said.DIALOGUE, character));
            }
        };
    }

    private String unknown(String name) {
        List<String> known =
                Stream.concat(
                                Stream.of(NARRATOR, HEADING, DIALOGUE),
                                plan.cast().characters().keySet().stream())
                        .toList();
        return Problems.quote(chapter.title())
                + ": [[as:"
                + name
                + "]] names nobody of the cast"
                + Nearest.of(name, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    private void add(String text, Passage passage, List<Piece> pieces) {
        if (passage.ends() == PauseKind.HEADING) {
            ended = ended.or(PauseKind.HEADING); // there is a pause before one, too
        }
        if (passage.ends() == PauseKind.SCENE) {
            if (!turns.isEmpty()) {
                turns.getLast().text.append("\n\n* * *");
            }
            ended = PauseKind.SCENE;
            return;
        }
        boolean first = true;
        String prefix = "";
        for (Piece piece : pieces) {
            String words = prefix + text.substring(piece.begin(), piece.end());
            prefix = "";
            if (words.codePoints().noneMatch(Character::isLetterOrDigit)) {
                if (first) {
                    prefix = words;
                } else {
                    turns.getLast().text.append(words);
                }
                continue;
            }
            say(piece.by(), words, first);
            first = false;
        }
        if (!first) {
            ended = passage.ends();
        }
    }

    private void say(By by, String words, boolean first) {
        Role role = role(by);
        if (!turns.isEmpty() && turns.getLast().role.equals(role)) {
            Turn turn = turns.getLast();
            turn.text.append(first ? "\n\n" : "").append(words);
            turn.by = turn.by.equals(by) ? by : By.NARRATION;
            return;
        }
        if (!turns.isEmpty()) {
            Turn before = turns.getLast();
            before.ends =
                    first ? ended : goesOn(before.text) ? PauseKind.CLAUSE : PauseKind.SENTENCE;
        }
        Turn turn = new Turn(role, by);
        turn.text.append(first ? words : lineOf(words.stripLeading()));
        turns.add(turn);
    }

    private static boolean goesOn(CharSequence text) {
        int at = text.length() - 1;
        while (at >= 0
                && (Character.isWhitespace(text.charAt(at))
                        || "”’»」』\"'“«".indexOf(text.charAt(at)) >= 0)) {
            at--;
        }
        return at >= 0
                && (GOES_ON.indexOf(text.charAt(at)) >= 0
                        || Character.isLetterOrDigit(text.charAt(at)));
    }

    /** What stood within a line begins one now, and must not be taken for a mark of Markdown. */
    private static String lineOf(String words) {
        return AT_LINE_START.matcher(words).lookingAt() ? "\\" + words : words;
    }

    private Role role(By by) {
        Role narrator = plan.narrator(chapter);
        Cast cast = plan.cast();
        Role role =
                switch (by.said()) {
                    case NARRATION -> narrator;
                    case HEADING -> cast.heading().within(narrator);
                    case DIALOGUE -> {
                        Role dialogue = cast.dialogue().within(narrator);
                        yield by.character()
                                .map(cast.characters()::get)
                                .map(member -> member.role().within(dialogue))
                                .orElse(dialogue);
                    }
                };
        return new Role(role.voice(), role.speaker(), role.speed().filter(speed -> speed != 1));
    }

    private List<Stretch> stretches() {
        if (turns.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.NOTHING_TO_SPEAK,
                    "%s: there is no text to read in it",
                    Problems.quote(chapter.title()));
        }
        BookPauses pauses = plan.pauses(chapter);
        List<Stretch> stretches = new ArrayList<>();
        for (Turn turn : turns) {
            boolean last = turn == turns.getLast();
            stretches.add(
                    new Stretch(
                            turn.by.said(),
                            turn.by.character(),
                            turn.role,
                            turn.text.toString().strip(),
                            turn.ends,
                            last ? 0 : pauses.within().seconds(turn.ends)));
        }
        return stretches;
    }
}
