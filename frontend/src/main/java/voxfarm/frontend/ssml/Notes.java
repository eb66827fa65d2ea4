package voxfarm.frontend.ssml;

import java.util.Optional;
import java.util.Set;
import voxfarm.common.error.Problems;
import voxfarm.common.plan.TextSpan;
import voxfarm.frontend.split.Unread;

/** Notes what a text asks for in vain, with its place. On one thread. */
final class Notes {
    private static final int LONGEST_SHOWN = 64;
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "id",
                    "xml:id",
                    "xml:base",
                    "xml:space",
                    "xml:lang",
                    "xmlns",
                    "version",
                    "onlangfailure");

    private final Unread unread;

    Notes(Unread unread) {
        this.unread = unread;
    }

    /** A control character that is not read. */
    void control(XmlToken.Text character) {
        unread.control(character.place().offset(), character.end());
    }

    /** An instruction is passed over. */
    void instruction(XmlToken.Instruction instruction) {
        unread.notDone(
                "<?" + shortened(instruction.target()) + "?> has no effect",
                place(instruction.place(), instruction.end()));
    }

    /** A value that is none, if there is one. */
    void refuseValue(XmlToken.Open tag, String attribute, boolean understood) {
        if (!understood) {
            tag.attribute(attribute)
                    .ifPresent(found ->
                            notDone(tag, attribute + "=" + shown(found) + " is not understood"));
        }
    }

    /** Attributes beside those that are known. */
    void attributes(XmlToken.Open tag, String... known) {
        for (String name : tag.attributes().keySet()) {
            boolean passed =
                    WITHOUT_EFFECT.contains(name)
                            || name.startsWith("xmlns:")
                            || name.startsWith("xsi:")
                            || Set.of(known).contains(name);
            if (!passed) {
                notDone(tag, shortened(name) + " has no effect");
            }
        }
    }

    void notDone(XmlToken.Open tag, String what) {
        unread.notDone("<" + shortened(tag.name()) + "> " + what, place(tag.place(), tag.end()));
    }

    private static Unread.Place place(XmlToken.Place place, int end) {
        return new Unread.Place(place.toString(), Optional.of(new TextSpan(place.offset(), end)));
    }

    /** A value in quotes, or its beginning. */
    static String shown(String value) {
        return Problems.quote(shortened(value.strip()));
    }

    private static String shortened(String name) {
        return Problems.shortened(name, LONGEST_SHOWN);
    }
}
