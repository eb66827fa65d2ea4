package voxfarm.books.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import voxfarm.common.json.Fields;
import voxfarm.common.plan.PauseKind;
import voxfarm.common.plan.Pauses;
import voxfarm.common.voice.VoiceId;

/** Members that a plan, its chapters and its cast share. */
final class PlanMembers {
    static final Set<String> ROLE = Set.of("voice", "speaker", "speed");
    private static final String CHAPTER = "chapter";
    private static final Set<String> PAUSES =
            Stream.concat(
                            Arrays.stream(PauseKind.values()).map(PauseKind::wireName),
                            Stream.of(CHAPTER))
                    .collect(Collectors.toUnmodifiableSet());

    private PlanMembers() {}

    /** Of an object that has other members, too. */
    static Role role(Fields fields) {
        Optional<String> speaker = fields.optionalText("speaker");
        if (speaker.filter(name -> name.isBlank() || name.length() > Role.LONGEST_SPEAKER)
                .isPresent()) {
            fields.problem(
                    "speaker", "expected a name of 1 to " + Role.LONGEST_SPEAKER + " characters");
            speaker = Optional.empty();
        }
        return new Role(
                fields.optionalParsed("voice", VoiceId::new),
                speaker,
                fields.optionalNumber("speed", Role.LEAST_SPEED, Role.MOST_SPEED));
    }

    /**
     * An object of a role alone, or in short its voice, and behind a slash a speaker.
     *
     * @param known names of members that the object may have
     */
    static Role role(Fields fields, String name, Set<String> known) {
        if (fields.member(name).filter(JsonNode::isTextual).isPresent()) {
            return fields.optionalParsed(name, PlanMembers::ofShortForm).orElse(Role.UNCHOSEN);
        }
        return fields.optionalObject(name)
                .map(object -> {
                    object.refuseUnknown(known);
                    return role(object);
                })
                .orElse(Role.UNCHOSEN);
    }

    private static Role ofShortForm(String text) {
        int slash = text.indexOf('/');
        return new Role(
                Optional.of(new VoiceId(slash < 0 ? text : text.substring(0, slash))),
                slash < 0 ? Optional.empty() : Optional.of(text.substring(slash + 1)),
                Optional.empty());
    }

    static void write(Role role, ObjectNode into) {
        role.voice().ifPresent(voice -> into.put("voice", voice.value()));
        role.speaker().ifPresent(speaker -> into.put("speaker", speaker));
        role.speed().ifPresent(speed -> into.put("speed", speed));
    }

    static BookPauses pauses(Fields fields) {
        Optional<Fields> found = fields.optionalObject("pauses");
        if (found.isEmpty()) {
            return BookPauses.UNCHOSEN;
        }
        Fields object = found.get();
        object.refuseUnknown(PAUSES);
        Map<PauseKind, Double> within = new EnumMap<>(PauseKind.class);
        for (PauseKind kind : PauseKind.values()) {
            object.optionalNumber(kind.wireName(), 0, Pauses.MAX_SECONDS)
                    .ifPresent(seconds -> within.put(kind, seconds));
        }
        return new BookPauses(
                new Pauses(within), object.optionalNumber(CHAPTER, 0, Pauses.MAX_SECONDS));
    }

    static void write(BookPauses pauses, ObjectNode into) {
        if (pauses.equals(BookPauses.UNCHOSEN)) {
            return;
        }
        ObjectNode object = into.putObject("pauses");
        for (PauseKind kind : PauseKind.values()) {
            Double seconds = pauses.within().seconds().get(kind);
            if (seconds != null) {
                object.put(kind.wireName(), seconds);
            }
        }
        pauses.chapterSeconds().ifPresent(seconds -> object.put(CHAPTER, seconds));
    }
}
