package voxfarm.common.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import voxfarm.common.error.Nearest;
import voxfarm.common.error.Problems;
import voxfarm.common.json.Fields;

/**
 * Members of a request that this build does not know. They change nothing, which is seldom what was
 * meant: each is named to the caller, with the member that it probably stands for.
 */
public final class UnknownMembers {
    static final String CODE = "unknown_member";

    /** A stranger decides how many there are and how long. */
    private static final int MOST = 8;

    private static final int LONGEST = 64;

    /** By the object that holds them; the request itself has no name. */
    private static final Map<String, Set<String>> KNOWN =
            Map.of(
                    "",
                    RequestCodec.MEMBERS.names().stream()
                            .filter(name -> !name.equals(RequestCodec.CANCEL))
                            .filter(name -> !RequestCodec.OF_BOOKS.contains(name))
                            .collect(Collectors.toUnmodifiableSet()),
                    "split",
                    Stream.concat(
                                    Stream.of("mode", "markdown"),
                                    Arrays.stream(PauseKind.values()).map(PauseKind::member))
                            .collect(Collectors.toUnmodifiableSet()),
                    "output",
                    Set.of(
                            "format",
                            "sample_rate",
                            "channels",
                            "bitrate_kbps",
                            "level",
                            "target_lufs",
                            "denoise",
                            "trim",
                            "timings",
                            "subtitles",
                            "stream"),
                    "style",
                    Set.of("text", "weight"));

    /** What different interfaces for speech call the same. */
    private static final List<Set<String>> ALIKE =
            List.of(
                    Set.of("text", "input"),
                    Set.of("model_id", "voice", "voice_id", "model"),
                    Set.of("request_id", "id"),
                    Set.of("length_scale", "length", "speed"),
                    Set.of("noise_scale", "noise"),
                    Set.of("noise_scale_w", "noisew"),
                    Set.of("kata_tone", "moraToneList", "mora_tone_list", "given_tone"),
                    Set.of("output.format", "response_format", "format"));

    private UnknownMembers() {}

    /** Of a request document: one warning a member, in the order written, as far as few. */
    static List<Warning> of(Fields request) {
        return of(request, KNOWN);
    }

    /**
     * As the other, of a document of another door.
     *
     * @param all names that are known, by the object that holds them; the document itself has no
     *     name
     */
    public static List<Warning> of(Fields request, Map<String, Set<String>> all) {
        List<String> names = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        new TreeMap<>(all)
                .forEach((object, known) -> {
                    Optional<Fields> fields =
                            object.isEmpty()
                                    ? Optional.of(request)
                                    : request.member(object)
                                            .filter(node -> node.isObject())
                                            .flatMap(_ -> request.optionalObject(object));
                    fields.stream()
                            .flatMap(found -> found.names().stream())
                            .filter(name -> !known.contains(name))
                            .forEach(name -> {
                                names.add(name);
                                if (warnings.size() < MOST) {
                                    warnings.add(new Warning(CODE, message(all, object, name)));
                                }
                            });
                });
        if (names.size() > MOST) {
            warnings.add(
                    new Warning(CODE, (names.size() - MOST) + " more members that are not known"));
        }
        return warnings;
    }

    /**
     * Where a document is refused, what is missing may be there under another name: adds the
     * unknown ones to the problems, if there are some.
     */
    public static void tellBeside(Problems problems, List<Warning> unknown) {
        if (!problems.none()) {
            unknown.forEach(warning -> problems.add(warning.message()));
        }
    }

    private static String message(Map<String, Set<String>> all, String object, String name) {
        String place = object.isEmpty() ? "" : object + ".";
        String shown = Problems.quote(Problems.shortened(name, LONGEST));
        String unknown = place + shown + ": not known, and has no effect";
        return meant(all, object, name)
                .map(known -> unknown + "; did you mean " + known + "?")
                .orElse(unknown);
    }

    /** The nearest of the same object, else one that is written the same in another. */
    private static Optional<String> meant(
            Map<String, Set<String>> all, String object, String name) {
        Set<String> here = Objects.requireNonNull(all.get(object));
        return Nearest.of(name, here)
                .map(known -> object.isEmpty() ? known : object + "." + known)
                .or(() ->
                        new TreeMap<>(all)
                                .entrySet().stream()
                                        .filter(other -> other.getValue().contains(name))
                                        .map(other ->
                                                other.getKey().isEmpty()
                                                        ? name
                                                        : other.getKey() + "." + name)
                                        .findFirst())
                .or(() -> object.isEmpty() ? alike(all, name) : Optional.empty());
    }

    /** What this door calls what others call so. */
    private static Optional<String> alike(Map<String, Set<String>> all, String name) {
        return ALIKE.stream()
                .filter(names -> names.contains(name))
                .flatMap(Set::stream)
                .filter(other -> isKnown(all, other))
                .sorted()
                .findFirst();
    }

    private static boolean isKnown(Map<String, Set<String>> all, String path) {
        int dot = path.indexOf('.');
        String object = dot < 0 ? "" : path.substring(0, dot);
        return all.getOrDefault(object, Set.of()).contains(path.substring(dot + 1));
    }
}
