package voxfarm.dispatcher.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.Members;

/** Reads the body of a call, in the room that the server has for all. */
public final class Bodies {
    private Bodies() {}

    /**
     * A JSON object of which only some members matter.
     *
     * @throws VoxfarmException {@code INVALID_REQUEST}, {@code BODY_TOO_LARGE} or {@code NOT_READY}
     */
    public static ObjectNode readObject(Context ctx, Members members) {
        try (BodyRoom.Claim claim = BodyRoom.claim(ctx)) {
            byte[] body = claim.readAll(ctx);
            return claim.parse(
                    () -> Json.readMembers(body, members, "request", ErrorCode.INVALID_REQUEST));
        }
    }
}
