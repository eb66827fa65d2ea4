package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import voxfarm.common.json.Json;

/** What a farm does not speak with, and why: from its answer to {@code /v1/voices}. */
final class Unserved {
    private Unserved() {}

    /** A line for each, for people. */
    static void print(JsonNode voices, PrintWriter to) {
        for (JsonNode aside : setAside(voices)) {
            to.println(
                    "set aside: voice %s by worker %s: %s"
                            .formatted(
                                    aside.path("model_id").asText(),
                                    aside.path("worker_id").asText(),
                                    aside.path("reason").asText()));
        }
        for (JsonNode one : voices.path("unserved")) {
            to.println(
                    "not served: "
                            + one.path("place").asText()
                            + ": "
                            + one.path("reason").asText());
        }
        to.flush();
    }

    /** Voices that a worker does not load at the moment, each with its {@code model_id}. */
    static ArrayNode setAside(JsonNode voices) {
        ArrayNode all = Json.array();
        for (JsonNode voice : voices.path("voices")) {
            for (JsonNode aside : voice.path("set_aside")) {
                all.addObject()
                        .put("model_id", voice.path("model_id").asText())
                        .put("worker_id", aside.path("worker_id").asText())
                        .put("reason", aside.path("reason").asText());
            }
        }
        return all;
    }
}
