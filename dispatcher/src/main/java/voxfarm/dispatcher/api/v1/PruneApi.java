package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.json.Schema;
import voxfarm.common.result.ErrorInfo;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.Query;
import voxfarm.dispatcher.api.Routes;
import voxfarm.dispatcher.retention.Kind;
import voxfarm.dispatcher.retention.Removed;
import voxfarm.dispatcher.retention.Retention;
import voxfarm.dispatcher.retention.RetentionReport;

/**
 * {@code POST /v1/prune}: deletes now what is older than it is to be, or only counts it. Answers a
 * document a line: how far it is, about once a second, and the report, with {@code done}, last.
 */
public final class PruneApi {
    private static final long PROGRESS_NANOS = 1_000_000_000L;

    private final Retention retention;

    public PruneApi(Retention retention) {
        this.retention = retention;
    }

    public void register(Routes routes) {
        routes.post("/v1/prune", Access.ADMIN, this::prune);
    }

    private void prune(Context ctx) {
        boolean dry = dry(ctx);
        ctx.contentType("application/x-ndjson");
        try {
            OutputStream out = ctx.res().getOutputStream();
            long[] last = {System.nanoTime()};
            ObjectNode end;
            try {
                RetentionReport report =
                        retention.run(
                                dry,
                                sofar -> {
                                    if (System.nanoTime() - last[0] >= PROGRESS_NANOS) {
                                        last[0] = System.nanoTime();
                                        var _ = write(out, counts(sofar).put("done", false));
                                    }
                                });
                end = json(report, dry);
            } catch (VoxfarmException e) { // the status is sent: the last line says it
                end = Json.object().put("schema", Schema.VERSION).put("done", false);
                end.set("error", ErrorInfo.of(e).toJson());
            }
            var _ = write(out, end);
        } catch (IOException e) {
            throw new UncheckedIOException("the caller has gone", e);
        }
    }

    /** Whether it was taken: a run goes on without the caller who asked for it. */
    private static boolean write(OutputStream out, ObjectNode line) {
        try {
            out.write(Json.bytes(line));
            out.write('\n');
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ObjectNode counts(Map<Kind, Removed> removed) {
        ObjectNode node = Json.object().put("schema", Schema.VERSION);
        ObjectNode kinds = node.putObject("removed");
        for (Kind kind : Kind.values()) {
            Removed found = removed.getOrDefault(kind, Removed.NOTHING);
            kinds.putObject(kind.wireName())
                    .put("objects", found.objects())
                    .put("bytes", found.bytes());
        }
        return node;
    }

    private static ObjectNode json(RetentionReport report, boolean dry) {
        ObjectNode node = counts(report.removed());
        node.put("done", true).put("dry_run", dry).put("skipped", report.skipped());
        ArrayNode topics = node.putArray("topics");
        report.topics().forEach(topics::add);
        ArrayNode notes = node.putArray("notes");
        report.notes().forEach(notes::add);
        return node;
    }

    private static boolean dry(Context ctx) {
        Query query = new Query(ctx);
        boolean dry = query.flag("dry_run");
        query.throwIfAny();
        return dry;
    }
}
