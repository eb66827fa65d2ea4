package voxfarm.books.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who speaks what beside the narrator. Every role stands within the chapter's, see {@link
 * Role#within}.
 *
 * @param heading who says headings
 * @param dialogue who says what stands in quotes and is nobody's in particular
 * @param characters by name, in the order written
 */
public record Cast(Role heading, Role dialogue, Map<String, Member> characters) {
    /** The narrator alone. */
    public static final Cast NONE = new Cast(Role.UNCHOSEN, Role.UNCHOSEN, Map.of());

    /**
     * A character of the book.
     *
     * @param alsoCalled other names in the text: {@code Mr. Darcy}, 行者
     */
    public record Member(Role role, List<String> alsoCalled) {
        public Member {
            alsoCalled = List.copyOf(alsoCalled);
        }
    }

    public Cast {
        characters = Collections.unmodifiableMap(new LinkedHashMap<>(characters));
    }

    /** Whether somebody but the narrator speaks. */
    public boolean isNone() {
        return heading.isUnchosen() && !hasDialogue();
    }

    /** Whether quotes are told apart from what stands around them. */
    public boolean hasDialogue() {
        return !dialogue.isUnchosen() || !characters.isEmpty();
    }
}
