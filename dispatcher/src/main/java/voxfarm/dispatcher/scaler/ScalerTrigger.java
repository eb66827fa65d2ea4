package voxfarm.dispatcher.scaler;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Lane;
import voxfarm.common.voice.VoiceId;
import voxfarm.dispatcher.acceptance.Backlog;

/**
 * What a trigger of a ScaledObject asks for.
 *
 * @param voices whose sound counts; empty for all
 * @param lanes on which it counts
 * @param targetSeconds of waiting sound that one worker is for
 */
record ScalerTrigger(Set<VoiceId> voices, Set<Lane> lanes, double targetSeconds) {
    private static final String VOICE = "voice";
    private static final String LANE = "lane";
    private static final String TARGET = "targetSeconds";
    private static final double USUAL_TARGET = 120;
    private static final double LARGEST_TARGET = 1e9;

    /** KEDA hands a trigger's metadata on whole, its own keys too. */
    private static final Set<String> KEDAS_OWN =
            Set.of(
                    "scalerAddress",
                    "enableTLS",
                    "unsafeSsl",
                    "caCert",
                    "tlsClientCert",
                    "tlsClientKey",
                    "tlsCertFile");

    private static final List<String> OURS = List.of(VOICE, LANE, TARGET);

    ScalerTrigger {
        voices = Set.copyOf(voices);
        lanes = Set.copyOf(lanes);
    }

    /**
     * Reads a trigger's metadata.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST} with all that is wrong: a key that is
     *     misspelt would scale by something else
     */
    static ScalerTrigger of(Map<String, String> metadata) {
        Problems problems = new Problems();
        new TreeSet<>(metadata.keySet())
                .stream()
                        .filter(key -> !KEDAS_OWN.contains(key) && !OURS.contains(key))
                        .forEach(key ->
                                problems.add(
                                        Problems.quote(key)
                                                + ": expected one of "
                                                + String.join(", ", OURS)));
        Set<VoiceId> voices = voices(metadata.getOrDefault(VOICE, ""), problems);
        Set<Lane> lanes = lanes(metadata.getOrDefault(LANE, ""), problems);
        double target =
                Optional.ofNullable(metadata.get(TARGET))
                        .map(text -> target(text, problems))
                        .orElse(USUAL_TARGET);
        problems.throwIfAny(ErrorCode.INVALID_REQUEST);
        return new ScalerTrigger(voices, lanes, target);
    }

    private static Set<VoiceId> voices(String text, Problems problems) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .flatMap(name -> {
                    try {
                        return Optional.of(new VoiceId(name)).stream();
                    } catch (VoxfarmException e) {
                        problems.add(VOICE + ": " + e.getMessage());
                        return Optional.<VoiceId>empty().stream();
                    }
                })
                .collect(Collectors.toSet());
    }

    private static Set<Lane> lanes(String text, Problems problems) {
        if (text.isBlank()) {
            return EnumSet.allOf(Lane.class);
        }
        try {
            return Set.of(Lane.ofWireName(text.strip()));
        } catch (VoxfarmException e) {
            problems.add(LANE + ": " + e.getMessage());
            return Set.of();
        }
    }

    private static double target(String text, Problems problems) {
        double target;
        try {
            target = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            target = Double.NaN;
        }
        if (!(target >= 1 && target <= LARGEST_TARGET)) { // of no number, too
            problems.add(
                    "%s: expected seconds, 1 to %.0f, was %s"
                            .formatted(TARGET, LARGEST_TARGET, Problems.quote(text)));
        }
        return target;
    }

    boolean counts(Backlog.Lag lag) {
        return counts(lag.lane(), lag.voice());
    }

    boolean counts(Lane lane, VoiceId voice) {
        return lanes.contains(lane) && (voices.isEmpty() || voices.contains(voice));
    }
}
