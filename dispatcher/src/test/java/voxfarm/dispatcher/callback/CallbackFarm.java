package voxfarm.dispatcher.callback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import voxfarm.common.config.Secret;
import voxfarm.common.lifecycle.SideBySide;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.CallbackUrl;
import voxfarm.common.plan.RequestCodec;
import voxfarm.common.plan.RequestId;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectListing;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.InMemoryMetrics;
import voxfarm.dispatcher.RecordingSinks;
import voxfarm.dispatcher.Voices;
import voxfarm.dispatcher.acceptance.Acceptance;
import voxfarm.dispatcher.acceptance.AcceptanceStamps;
import voxfarm.dispatcher.acceptance.FarmChecks;
import voxfarm.dispatcher.acceptance.Judge;
import voxfarm.dispatcher.acceptance.LaneConfig;
import voxfarm.dispatcher.acceptance.VoiceDefaults;
import voxfarm.dispatcher.ending.Endings;
import voxfarm.dispatcher.planner.PlanningTurns;

/** A bucket whose requests name callbacks, a clock that a test steps, and a receiver. */
final class CallbackFarm {
    static final RequestId ID = new RequestId("r1");
    static final String URL = "https://hooks.test/in/voxfarm?token=abc";
    static final Secret SECRET = new Secret("0123456789abcdef");

    final InMemoryObjectStore store = new InMemoryObjectStore();
    final RecordingSinks sinks = new RecordingSinks();
    final InMemoryMetrics metrics = new InMemoryMetrics();
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    final InstantSource clock = () -> now;
    final Endings endings = new Endings(store, sinks, clock);
    final List<Map<String, String>> heads = new ArrayList<>();
    final List<String> bodies = new ArrayList<>();

    /** What the receiver answers; below 200 that it cannot be reached. */
    int status = 200;

    static CallbackConfig config(int tries, String... urls) {
        List<CallbackConfig.Target> targets = new ArrayList<>();
        for (String url : urls) {
            targets.add(new CallbackConfig.Target(url, SECRET, true));
        }
        return new CallbackConfig(targets, tries, 10, 4);
    }

    Acceptance acceptance(CallbackTargets targets) {
        return new Acceptance(
                store,
                new Judge(
                        store,
                        Voices.catalog(store),
                        VoiceDefaults.NONE,
                        new FarmChecks(_ -> {}, (_, _) -> {}, targets),
                        LaneConfig.DEFAULTS,
                        () -> 0),
                sinks,
                endings,
                _ -> {},
                SideBySide.AT_ONCE,
                new AcceptanceStamps(clock, new SecureRandom()),
                new PlanningTurns());
    }

    AcceptedRequest accept(RequestId id, String url) {
        CallbackTargets targets = CallbackTargets.of(config(20, CallbackUrl.parse(url).origin()));
        return acceptance(targets).admit(id, RequestCodec.read(body(url))).request();
    }

    static byte[] body(String url) {
        return ("{\"model_id\":\"joe\",\"text\":\"Hello.\",\"callback\":\"" + url + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    AcceptedRequest acceptAndEnd(RequestId id, String url) {
        AcceptedRequest request = accept(id, url);
        endings.cancel(request);
        return request;
    }

    CallbackTeller teller(ObjectStore of, int tries) {
        CallbackConfig config = config(tries, "https://hooks.test/in/");
        return new CallbackTeller(
                config, CallbackTargets.of(config), this::receive, of, metrics, clock);
    }

    private int receive(
            CallbackTargets.Target target, CallbackUrl url, Map<String, String> sent, byte[] body)
            throws IOException {
        if (status < 200) {
            throw new IOException("Connection refused");
        }
        heads.add(sent);
        bodies.add(new String(body, StandardCharsets.UTF_8));
        return status;
    }

    void later(Duration duration) {
        now = now.plus(duration);
    }

    List<String> keys(String prefix) {
        List<String> found = new ArrayList<>();
        new ObjectListing(store, prefix).forEachRemaining(info -> found.add(info.key().value()));
        return found;
    }
}
