package voxfarm.dispatcher.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static voxfarm.dispatcher.recovery.RecoveryFarm.ID;

import java.util.Map;
import org.junit.jupiter.api.Test;
import voxfarm.common.job.Carried;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.plan.AcceptedRequestCodec;
import voxfarm.common.telemetry.Tracer;

class RequeuerTest {
    private static final Map<String, String> TRACE = Map.of("traceparent", "00-a-b-01");

    private final RecoveryFarm farm = new RecoveryFarm();

    private static AcceptedRequest traced(AcceptedRequest r) {
        return new AcceptedRequest(
                r.id(),
                r.bodySha256(),
                r.acceptedBy(),
                r.acceptedAt(),
                r.lane(),
                r.notBefore(),
                r.deadline(),
                r.settings(),
                r.text(),
                r.textKey(),
                r.planKey(),
                r.segments(),
                r.parts(),
                r.window(),
                r.labels(),
                r.warnings(),
                TRACE,
                r.book(),
                r.callback());
    }

    @Test
    void goesOnWithTheTraceOfTheAcceptance() {
        AcceptedRequest stored = traced(farm.accept(ID, ""));
        AcceptedRequest read = AcceptedRequestCodec.read(AcceptedRequestCodec.write(stored));
        assertThat(read).isEqualTo(stored);

        assertThat(
                        new Requeuer(
                                        farm.store,
                                        farm.books(farm.store),
                                        farm.records,
                                        farm.sinks,
                                        farm.clock,
                                        farm.tracer)
                                .queue(read, 1))
                .isTrue();

        assertThat(farm.tracer.begun())
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.kind()).isEqualTo(Tracer.Kind.PRODUCER);
                    assertThat(span.parent()).isEqualTo(new Carried(TRACE));
                    assertThat(span.said()).contains("voxfarm.request=" + ID, "voxfarm.requeue=1");
                });
    }
}
