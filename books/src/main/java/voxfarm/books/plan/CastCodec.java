package voxfarm.books.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import voxfarm.common.json.Fields;

/** The member {@code cast} of a plan, which is a cast sheet of its own, too. */
final class CastCodec {
    private static final Set<String> MEMBERS =
            Set.of("narrator", "heading", "dialogue", "characters");
    private static final Set<String> MEMBER = Set.of("voice", "speaker", "speed", "also");
    private static final int MOST_CHARACTERS = 1000;
    private static final int MOST_NAMES = 20;

    /** Characters of a name. */
    private static final int LONGEST_NAME = 100;

    private CastCodec() {}

    /**
     * @param narrator who may stand in a sheet as the others do
     */
    record Sheet(Role narrator, Cast cast) {}

    /** Of a plan. Problems go to the fields' collector. */
    static Sheet read(Fields plan) {
        Optional<Fields> found = plan.optionalObject("cast");
        if (found.isEmpty()) {
            return new Sheet(Role.UNCHOSEN, Cast.NONE);
        }
        Fields cast = found.get();
        cast.refuseUnknown(MEMBERS);
        return new Sheet(
                PlanMembers.role(cast, "narrator", PlanMembers.ROLE),
                new Cast(
                        PlanMembers.role(cast, "heading", PlanMembers.ROLE),
                        PlanMembers.role(cast, "dialogue", PlanMembers.ROLE),
                        characters(cast)));
    }

    private static Map<String, Cast.Member> characters(Fields cast) {
        Map<String, Cast.Member> characters = new LinkedHashMap<>();
        Optional<Fields> found = cast.optionalObject("characters");
        if (found.isEmpty()) {
            return characters;
        }
        Fields object = found.get();
        if (object.names().size() > MOST_CHARACTERS) {
            cast.problem("characters", "expected at most " + MOST_CHARACTERS);
            return characters;
        }
        Map<String, String> owners = new HashMap<>();
        for (String name : object.names()) {
            List<String> also = also(object, name);
            own(object, name, name, owners);
            also.forEach(other -> own(object, name, other, owners));
            characters.put(name, new Cast.Member(PlanMembers.role(object, name, MEMBER), also));
        }
        return characters;
    }

    private static List<String> also(Fields object, String name) {
        Optional<Fields> member =
                object.member(name)
                        .filter(JsonNode::isObject)
                        .flatMap(_ -> object.optionalObject(name));
        if (member.isEmpty()) {
            return List.of();
        }
        List<String> also = member.get().texts("also");
        if (also.size() > MOST_NAMES) {
            member.get().problem("also", "expected at most " + MOST_NAMES + " names");
            return List.of();
        }
        return also;
    }

    /** Whose a name is must be plain. */
    private static void own(
            Fields object, String character, String name, Map<String, String> owners) {
        if (!isName(name)) {
            object.problem(
                    character,
                    "expected names of 1 to "
                            + LONGEST_NAME
                            + " characters on one line, without brackets and colons");
        }
        String before = owners.putIfAbsent(name, character);
        if (before != null) {
            object.problem(
                    character,
                    before.equals(character)
                            ? "expected each name once, " + name + " stands there twice"
                            : "expected names of its own, " + name + " is " + before + ", too");
        }
    }

    private static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_NAME
                && name.chars().noneMatch(c -> Character.isISOControl(c) || "[]:|".indexOf(c) >= 0);
    }

    static void write(Cast cast, ObjectNode document) {
        if (cast.isNone()) {
            return;
        }
        ObjectNode object = document.putObject("cast");
        role(cast.heading(), "heading", object);
        role(cast.dialogue(), "dialogue", object);
        if (cast.characters().isEmpty()) {
            return;
        }
        ObjectNode characters = object.putObject("characters");
        cast.characters()
                .forEach((name, member) -> {
                    ObjectNode one = characters.putObject(name);
                    PlanMembers.write(member.role(), one);
                    if (!member.alsoCalled().isEmpty()) {
                        ArrayNode also = one.putArray("also");
                        member.alsoCalled().forEach(also::add);
                    }
                });
    }

    private static void role(Role role, String name, ObjectNode into) {
        if (!role.isUnchosen()) {
            PlanMembers.write(role, into.putObject(name));
        }
    }
}
