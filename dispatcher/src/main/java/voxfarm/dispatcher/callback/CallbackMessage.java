package voxfarm.dispatcher.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import voxfarm.common.Build;
import voxfarm.common.config.Secret;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.event.RequestEvent;
import voxfarm.common.event.RequestEventCodec;
import voxfarm.common.event.TerminalEvents;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.result.ResultCodec;
import voxfarm.common.result.SynthesisResult;

/**
 * What is sent: the event of a request's end as {@code tts.events} has it, with its result. Built
 * from what is stored alone, so that every try sends the same bytes; only signature and time
 * differ.
 *
 * @param event type of the event
 * @param body UTF-8
 */
record CallbackMessage(AcceptedRequest request, String event, byte[] body) {
    private static final String ALGORITHM = "HmacSHA256";

    static CallbackMessage of(AcceptedRequest request, SynthesisResult result) {
        RequestEvent event = TerminalEvents.of(result, request.lane(), result.finishedAt());
        ObjectNode document =
                Json.readObject(RequestEventCodec.write(event), "event", ErrorCode.INTERNAL);
        document.set("result", ResultCodec.toJson(result));
        return new CallbackMessage(request, RequestEventCodec.type(event), Json.bytes(document));
    }

    /**
     * Heads of a try.
     *
     * @param n number of the try
     * @param at when it begins, which the signature covers
     */
    Map<String, String> heads(Secret secret, int n, Instant at) {
        Map<String, String> heads = new LinkedHashMap<>();
        heads.put("User-Agent", Build.name().replace(' ', '/'));
        heads.put("Content-Type", "application/json");
        heads.put("Voxfarm-Event", event);
        heads.put("Voxfarm-Request", request.id().value());
        // the same in every try, so that a receiver knows what it has
        heads.put("Voxfarm-Delivery", request.acceptedBy().tag() + "-" + request.id());
        heads.put("Voxfarm-Try", String.valueOf(n));
        heads.put("Voxfarm-Signature", signature(secret, at.getEpochSecond(), body));
        return heads;
    }

    /** {@code t=SECONDS,v1=HEX}: HMAC-SHA256 of the seconds, a dot and the body. */
    static String signature(Secret secret, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(
                    new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every JDK has it, and takes keys of any length
        }
    }
}
