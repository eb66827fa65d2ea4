package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.app.client.FarmClient;
import voxfarm.app.local.Endpoints;
import voxfarm.books.plan.PlanCost;
import voxfarm.common.voice.VoiceId;

/** How fast a farm's workers speak at present, by what they say of themselves. */
final class FarmSpeed {
    private FarmSpeed() {}

    /**
     * Of the farm that is meant, if one runs.
     *
     * @throws voxfarm.common.error.VoxfarmException if one is named by its address and does not
     *     answer
     */
    static PlanCost.Speeds of(Farms farms) {
        boolean runs =
                farms.byAddress() || Endpoints.ofRunningFarm(farms.data.folder()).isPresent();
        if (!runs) {
            return PlanCost.Speeds.BUNDLED;
        }
        try (FarmClient client = farms.running()) {
            return of(client.workers().valueStream().toList(), client.url());
        }
    }

    /** Of workers as {@code GET /v1/workers} shows them. */
    static PlanCost.Speeds of(List<JsonNode> workers, String farm) {
        List<Double> all = new ArrayList<>();
        Map<VoiceId, List<Double>> voices = new HashMap<>();
        int slots = 0;
        for (JsonNode worker : workers) {
            slots += Math.max(0, worker.path("slots").asInt());
            if (worker.path("speed").asDouble() > 0) {
                all.add(worker.path("speed").asDouble());
            }
            for (JsonNode voice : worker.path("resident")) {
                String id = voice.path("model_id").asText();
                if (VoiceId.isOne(id) && voice.path("speed").asDouble() > 0) {
                    voices.computeIfAbsent(new VoiceId(id), _ -> new ArrayList<>())
                            .add(voice.path("speed").asDouble());
                }
            }
        }
        if (all.isEmpty() && voices.isEmpty()) {
            PlanCost.Speeds bundled = PlanCost.Speeds.BUNDLED;
            return new PlanCost.Speeds(
                    Map.of(),
                    bundled.others(),
                    "the farm at " + farm + " has not spoken yet; " + bundled.from(),
                    Optional.empty());
        }
        Map<VoiceId, Double> means = new HashMap<>();
        voices.forEach((voice, speeds) -> means.put(voice, mean(speeds)));
        double others = mean(all.isEmpty() ? List.copyOf(means.values()) : all);
        return new PlanCost.Speeds(
                means,
                others,
                "the present speed of the farm at " + farm,
                slots > 0 ? Optional.of(slots) : Optional.empty());
    }

    private static double mean(List<Double> speeds) {
        return speeds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
