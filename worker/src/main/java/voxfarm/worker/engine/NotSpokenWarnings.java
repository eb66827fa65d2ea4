package voxfarm.worker.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import voxfarm.common.plan.TextSpan;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.SpokenText.NotSpoken;

/** What voices say of pieces of their segment's text that have no reading. Stateless. */
final class NotSpokenWarnings {
    /** Of more pieces in a segment the last warning names the rest. */
    private static final int MOST = 20;

    private NotSpokenWarnings() {}

    /** One for each piece, with its place. */
    static List<Warning> of(List<NotSpoken> pieces) {
        List<Warning> warnings = new ArrayList<>();
        int alone = pieces.size() <= MOST ? pieces.size() : MOST - 1;
        pieces.subList(0, alone).forEach(piece -> warnings.add(of(piece)));
        List<NotSpoken> rest = pieces.subList(alone, pieces.size());
        if (!rest.isEmpty()) {
            warnings.add(ofAll(rest));
        }
        return warnings;
    }

    private static Warning of(NotSpoken piece) {
        return ofAll(List.of(piece));
    }

    private static Warning ofAll(List<NotSpoken> pieces) {
        int begin = pieces.stream().mapToInt(piece -> piece.span().begin()).min().orElseThrow();
        int end = pieces.stream().mapToInt(piece -> piece.span().end()).max().orElseThrow();
        return Warning.ofVoice(
                "not_spoken",
                "no reading for "
                        + pieces.stream().map(NotSpoken::text).collect(Collectors.joining(", ")),
                new TextSpan(begin, end));
    }
}
