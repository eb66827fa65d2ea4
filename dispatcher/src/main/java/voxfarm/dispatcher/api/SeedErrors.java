package voxfarm.dispatcher.api;

import voxfarm.common.json.Json;
import voxfarm.common.result.ErrorInfo;

/**
 * Failures as the doors of Bert-VITS2's own server have them: of its paths every one, whoever
 * refuses.
 */
final class SeedErrors {
    static final String CONTENT_TYPE = "application/json";

    private SeedErrors() {}

    /** Whether whoever calls this path expects them. */
    static boolean concern(String path) {
        return path.equals("/voice")
                || path.equals("/status")
                || path.startsWith("/models/")
                || path.startsWith("/tools/");
    }

    static byte[] document(int status, ErrorInfo error) {
        return Json.bytes(Json.object().put("status", status).put("detail", error.message()));
    }
}
