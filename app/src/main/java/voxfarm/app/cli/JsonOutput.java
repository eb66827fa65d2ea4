package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import voxfarm.common.json.Json;

/** Documents on standard output, for other programs. */
final class JsonOutput {
    private JsonOutput() {}

    static void print(PrintWriter out, JsonNode document) {
        out.print(new String(Json.prettyBytes(document), StandardCharsets.UTF_8));
        out.flush();
    }
}
