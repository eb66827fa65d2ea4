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

    /** An array whose elements are printed as they come, so that none of them is kept. */
    static final class Elements {
        private final PrintWriter out;
        private boolean begun;

        Elements(PrintWriter out) {
            this.out = out;
        }

        void print(JsonNode element) {
            out.print((begun ? ", " : "[ ") + element.toPrettyString());
            out.flush();
            begun = true;
        }

        boolean begun() {
            return begun;
        }

        void end() {
            out.println(begun ? " ]" : "[ ]");
            out.flush();
        }
    }
}
