package voxfarm.common.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.language.Language;

/**
 * The languages of a segment whose text is in several: they are spoken as one utterance.
 *
 * @param all in the order of the text; none if the whole text is in the segment's language
 * @param asOriginal whether they are joined as Bert-VITS2 joins them, and not without a gap; and
 *     words that the voice has not learned are left out as there
 * @throws VoxfarmException {@code INVALID_PLAN} if one of them is empty
 */
public record LanguageRuns(List<LanguageRun> all, boolean asOriginal) {
    /** All in the segment's language. */
    public static final LanguageRuns NONE = new LanguageRuns(List.of(), false);

    private static final String MEMBER = "languages";
    private static final String JOINS = "joins";
    private static final String ORIGINAL = "original";

    public LanguageRuns {
        all = List.copyOf(all);
        int before = 0;
        for (LanguageRun run : all) {
            if (run.end() <= before) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_PLAN,
                        "languages: expected stretches that end behind each other, was %d behind"
                                + " %d",
                        run.end(),
                        before);
            }
            before = run.end();
        }
    }

    /** All in the segment's language, as Bert-VITS2 speaks that. */
    public static final LanguageRuns ORIGINAL_ALONE = new LanguageRuns(List.of(), true);

    public static LanguageRuns of(List<LanguageRun> all) {
        return all.isEmpty() ? NONE : new LanguageRuns(all, false);
    }

    /** Whether they are those of a text of that length. */
    boolean fit(int length) {
        return all.isEmpty() || all.getLast().end() == length;
    }

    /** As members of a segment; of a text in one language there are none. */
    public void write(ObjectNode segment) {
        if (!all.isEmpty()) {
            ArrayNode list = segment.putArray(MEMBER);
            for (LanguageRun run : all) {
                list.addObject().put("language", run.language().code()).put("end", run.end());
            }
        }
        if (asOriginal) {
            segment.put(JOINS, ORIGINAL);
        }
    }

    /** Problems go to the fields' collector. */
    static LanguageRuns read(Fields segment) {
        List<LanguageRun> runs = new ArrayList<>();
        for (Fields run : segment.has(MEMBER) ? segment.objects(MEMBER) : List.<Fields>of()) {
            runs.add(
                    new LanguageRun(
                            run.parsed("language", Language::new, Language.ZH),
                            (int) run.integer("end", 1, Integer.MAX_VALUE)));
        }
        Optional<String> joins = segment.optionalText(JOINS);
        if (joins.isPresent() && !joins.get().equals(ORIGINAL)) {
            segment.problem(JOINS, "expected original, was " + Problems.quote(joins.get()));
        }
        return new LanguageRuns(runs, joins.isPresent());
    }
}
