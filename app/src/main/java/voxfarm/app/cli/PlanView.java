package voxfarm.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import voxfarm.books.About;
import voxfarm.books.plan.BookPlan;
import voxfarm.books.plan.Casting;
import voxfarm.books.plan.Doubts;
import voxfarm.books.plan.PlanCost;
import voxfarm.books.plan.PlanDocument;
import voxfarm.books.plan.PlanFiles;
import voxfarm.books.plan.PlannedChapter;
import voxfarm.books.plan.Stretch;
import voxfarm.common.tags.CoverImage;

/** A plan for people: its chapters with what they will cost. */
final class PlanView {
    private static final int TITLE_COLUMNS = 56;
    private static final int MOST_DOUBTS = 25;
    private static final Pattern UNSHOWN =
            Pattern.compile("[\\p{Cc}\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]");

    private final BookPlan plan;
    private final PlanCost.Speeds speeds;
    private final List<PlanCost> costs;
    private final PlanCost whole;

    PlanView(BookPlan plan, PlanCost.Speeds speeds) {
        this.plan = plan;
        this.speeds = speeds;
        this.costs = PlanCost.each(plan, speeds);
        this.whole = costs.stream().reduce(PlanCost.NOTHING, PlanCost::plus);
    }

    void print(String stem, String format, PrintWriter out) {
        About about = plan.about();
        String authors = about.authors().isEmpty() ? "" : ", " + String.join(", ", about.authors());
        out.println(shown(about.title().orElse(stem) + authors) + "  (" + format + ")");
        int number = 0;
        String part = "";
        for (int i = 0; i < costs.size(); i++) {
            PlannedChapter chapter = plan.chapters().get(i);
            String in = chapter.part().orElse("");
            if (!in.equals(part)) {
                part = in;
                out.println(part.isEmpty() ? "" : "       " + shown(part));
            }
            if (chapter.isRead()) {
                number++;
                out.printf(
                        Locale.ROOT,
                        "%5d  %s  %,9d characters  %s  %,7.0f s%n",
                        number,
                        padded(chapter.title()),
                        chapter.text().length(),
                        length(costs.get(i).soundSeconds()),
                        costs.get(i).workerSeconds());
            } else {
                out.printf(
                        Locale.ROOT,
                        "    -  %s  left out: %s%n",
                        padded(chapter.title()),
                        shown(chapter.skip().orElse("")));
            }
        }
        out.printf(
                Locale.ROOT,
                "%d chapters, %,d characters, about %s of speech%n",
                number,
                characters(),
                length(whole.soundSeconds()).strip());
        if (!plan.cast().isNone()) {
            out.println("cast: " + cast());
        }
        out.println("cost: " + cost());
    }

    /** Who says how many characters. */
    private String cast() {
        Map<String, Integer> said = new TreeMap<>();
        for (PlannedChapter chapter : plan.read()) {
            for (Stretch stretch : Casting.of(plan, chapter)) {
                String who =
                        stretch.character().orElse(stretch.said().name().toLowerCase(Locale.ROOT));
                said.merge(who, stretch.text().length(), Integer::sum);
            }
        }
        return said.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(one ->
                        String.format(Locale.ROOT, "%s %,d", shown(one.getKey()), one.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Of the whole book. */
    private String cost() {
        return String.format(
                        Locale.ROOT,
                        "about %,.0f worker seconds",
                        Math.max(1, whole.workerSeconds()))
                + speeds.workers()
                        .map(workers ->
                                String.format(
                                        Locale.ROOT,
                                        ", %s with %d at work",
                                        length(whole.workerSeconds() / workers).strip(),
                                        workers))
                        .orElse("")
                + " ("
                + speeds.from()
                + ")";
    }

    private long characters() {
        return plan.read().stream().mapToLong(chapter -> chapter.text().length()).sum();
    }

    /** As {@link PlanDocument}, with what it costs. */
    ObjectNode document(String format, List<String> notes) {
        ObjectNode document = PlanDocument.of(format, plan, costs, notes);
        for (int i = 0; i < costs.size(); i++) {
            if (plan.chapters().get(i).isRead()
                    && document.path("chapters").get(i) instanceof ObjectNode chapter) {
                chapter.put("worker_s", PlanDocument.tenths(costs.get(i).workerSeconds()));
            }
        }
        document.putObject("cost")
                .put("worker_s", PlanDocument.tenths(whole.workerSeconds()))
                .put("from", speeds.from());
        return document;
    }

    /** With what it costs as remarks, and the picture if there is one. */
    void write(Path file, PlanFiles.Texts texts, @Nullable CoverImage cover) {
        Map<Integer, String> remarks = new HashMap<>();
        for (int i = 0; i < costs.size(); i++) {
            if (plan.chapters().get(i).isRead()) {
                remarks.put(
                        i,
                        String.format(
                                Locale.ROOT,
                                "%s, %,d characters, about %,.0f worker seconds",
                                length(costs.get(i).soundSeconds()).strip(),
                                plan.chapters().get(i).text().length(),
                                costs.get(i).workerSeconds()));
            }
        }
        List<String> head =
                List.of(
                        "A plan of voxfarm: edit it, look at it with voxfarm book plan "
                                + shown(String.valueOf(file.getFileName())),
                        "about " + length(whole.soundSeconds()).strip() + " of speech, " + cost(),
                        "voice: a voice's id, speed: 0.5 to 2; both for the book and for a"
                                + " chapter.",
                        "skip: a reason leaves a chapter out; without it, it is read.",
                        "pauses: {sentence: 0.3, paragraph: 0.6, heading: 0.9, scene: 1.5, chapter:"
                                + " 2.5} in seconds.",
                        "cast: {heading: VOICE, dialogue: VOICE, characters: {NAME: {voice: VOICE,"
                                + " speed: 1.1, also: [OTHER NAME]}}}",
                        "dictionary: {WORD: \"ipa:…\"}; all of it in docs/book-plans.md");
        PlanFiles.write(plan, cover, file, texts, head, remarks);
    }

    static void print(Doubts doubts, PrintWriter out) {
        List<Doubts.Doubt> all = doubts.list();
        out.println("doubtful words: " + all.size() + (doubts.left() > 0 ? " and more" : ""));
        for (Doubts.Why why : Doubts.Why.values()) {
            List<Doubts.Doubt> of = all.stream().filter(one -> one.why() == why).toList();
            if (of.isEmpty()) {
                continue;
            }
            out.printf(Locale.ROOT, "  %s: %d%n", why.words(), of.size());
            for (Doubts.Doubt one : of.subList(0, Math.min(of.size(), MOST_DOUBTS))) {
                out.printf(
                        Locale.ROOT,
                        "%8d  %s  %s  %s%n          %s%n",
                        one.count(),
                        shown(one.word()),
                        shown(one.read()),
                        shown(one.correction()),
                        shown(one.sentence()));
            }
            if (of.size() > MOST_DOUBTS) {
                out.printf(
                        Locale.ROOT,
                        "          and %d more; --json has all%n",
                        of.size() - MOST_DOUBTS);
            }
        }
    }

    /** Words of a book's file on one line, which move no cursor and turn no direction. */
    static String shown(String words) {
        return UNSHOWN.matcher(words).replaceAll(" ");
    }

    private static String padded(String title) {
        StringBuilder padded = new StringBuilder();
        int columns = 0;
        for (int c : shown(title).codePoints().toArray()) {
            int wide = c >= 0x2e80 ? 2 : 1;
            if (columns + wide > TITLE_COLUMNS - 1) {
                padded.append('…');
                columns++;
                break;
            }
            padded.appendCodePoint(c);
            columns += wide;
        }
        return padded + " ".repeat(TITLE_COLUMNS - columns);
    }

    private static String length(double seconds) {
        long minutes = Math.max(1, Math.round(seconds / 60));
        return minutes < 60
                ? String.format(Locale.ROOT, "%7d min", minutes)
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }
}
