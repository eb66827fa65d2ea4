package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.RequestStore;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.RequestId;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.dead.DeadLetters;

/** {@code /v1/dead}: what failed for good; shown, spoken again, dropped. */
public final class DeadApi {
    private static final Logger LOG = LoggerFactory.getLogger(DeadApi.class);
    private static final String PATH = "/v1/dead";

    private final DeadLetters letters;
    private final Records records;
    private final Acceptance acceptance;
    private final RequestStore requests;
    private final Dropper dropper;

    /** Where the letters lie. */
    @FunctionalInterface
    public interface Records {
        /** The record at that place; empty if it is not kept any more. */
        Optional<byte[]> read(DeadLetters.Place place);
    }

    /** Publishes that a letter is dropped. */
    @FunctionalInterface
    public interface Dropper {
        void drop(String id, byte[] record);
    }

    public DeadApi(
            DeadLetters letters,
            Records records,
            Acceptance acceptance,
            RequestStore requests,
            Dropper dropper) {
        this.letters = letters;
        this.records = records;
        this.acceptance = acceptance;
        this.requests = requests;
        this.dropper = dropper;
    }

    public void register(Routes routes) {
        routes.get(PATH, Access.READ, this::list);
        routes.get(PATH + "/{id}", Access.READ, this::show);
        routes.post(PATH + "/{id}/replay", Access.ADMIN, this::replay);
        routes.delete(PATH + "/{id}", Access.ADMIN, this::drop);
    }

    private void list(Context ctx) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("dead");
        for (DeadLetters.Entry entry : letters.all()) {
            ObjectNode item =
                    list.addObject()
                            .put("id", entry.id())
                            .put("at", entry.at().toString())
                            .put("code", entry.error().code())
                            .put("message", entry.error().message())
                            .put("deliveries", entry.deliveries())
                            .put("worker_id", entry.workerId());
            entry.voice().ifPresent(voice -> item.put("model_id", voice.value()));
        }
        ctx.contentType("application/json").result(Json.prettyBytes(answer));
    }

    private DeadLetters.Entry find(Context ctx) {
        String id = ctx.pathParam("id");
        return letters.find(id).orElseThrow(DeadApi::noLetter);
    }

    private static VoxfarmException noLetter() {
        return VoxfarmException.of(ErrorCode.NOT_FOUND, "there is no dead letter of that id");
    }

    private void show(Context ctx) {
        DeadLetters.Entry entry = find(ctx);
        Optional<byte[]> record = records.read(entry.place());
        if (record.isEmpty()) {
            letters.forget(entry.id()); // the topic has dropped it by age
            throw noLetter();
        }
        ObjectNode letter = Json.readObject(record.get(), "dead letter", ErrorCode.INTERNAL);
        ctx.contentType("application/json").result(Json.prettyBytes(letter));
    }

    private void replay(Context ctx) {
        DeadLetters.Entry entry = find(ctx);
        RequestId id =
                entry.request()
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNSUPPORTED,
                                        "%s: the record named no request; it cannot be replayed",
                                        entry.id()));
        AcceptedRequest original =
                requests.find(id)
                        .orElseThrow(() ->
                                VoxfarmException.of(
                                        ErrorCode.UNKNOWN_REQUEST,
                                        "request %s was deleted; it cannot be replayed",
                                        id));
        AcceptedRequest replay = acceptance.replay(original);
        dropReplayed(entry);
        ctx.status(202).header("Location", "/v1/requests/" + replay.id());
        ctx.contentType("application/json")
                .result(
                        Json.prettyBytes(
                                Json.object()
                                        .put("request_id", replay.id().value())
                                        .put("replay_of", id.value())));
    }

    /** A caller who was told that it failed would replay it once more. */
    private void dropReplayed(DeadLetters.Entry entry) {
        try {
            dropper.drop(entry.id(), DeadLetters.drop(entry.id()));
        } catch (VoxfarmException e) {
            LOG.warn(
                    "dead letter {} is replayed and stays on the list: {}",
                    entry.id(),
                    e.getMessage());
        }
    }

    private void drop(Context ctx) {
        String id = find(ctx).id();
        dropper.drop(id, DeadLetters.drop(id));
        ctx.status(204);
    }
}
