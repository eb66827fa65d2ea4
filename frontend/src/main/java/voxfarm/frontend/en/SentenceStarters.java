package voxfarm.frontend.en;

import java.util.Locale;
import java.util.Set;

/**
 * Words that begin sentences, and hardly a name: "in the U.S. They left", "the U.S. Senate".
 * Stateless.
 */
final class SentenceStarters {
    private static final Set<String> ALL =
            Set.of(
                    ("the he she it they we you i this that these those there here but and or so"
                         + " yet then now in on at by for from to with as if when while after"
                         + " before since because although though however also his her its their my"
                         + " our your what who why how where which not no yes nobody nothing"
                         + " everyone everything someone all some many most both each every one a"
                         + " an is are was were do does did has have had can could will would may"
                         + " let let's it's he's she's they're we're i'm i've i'll that's there's"
                         + " what's don't didn't meanwhile perhaps maybe please others another"
                         + " today yesterday tomorrow")
                            .split(" ", -1));

    private SentenceStarters() {}

    /** Whether one of them stands there, with a capital. */
    static boolean isAt(CharSequence text, int at) {
        return Character.isUpperCase(text.charAt(at))
                && ALL.contains(
                        NearDot.wordAt(text, at).toLowerCase(Locale.ROOT).replace('’', '\''));
    }
}
