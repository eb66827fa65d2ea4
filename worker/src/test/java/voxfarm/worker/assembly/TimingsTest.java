package voxfarm.worker.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import voxfarm.audio.ClipJoiner;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.json.Json;
import voxfarm.common.language.Language;
import voxfarm.common.plan.RequestId;
import voxfarm.common.plan.Segment;

class TimingsTest {
    private static final int RATE = 22_050;

    /** A pause of 0.15 s is 3307.5 samples: what is heard has whole ones. */
    @Test
    void timesAreThoseOfTheSamplesHoweverManyPausesThereAre() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int segments = 1001;
        int samples = 1000;
        try (Timings timings = new Timings(new RequestId("r"), out)) {
            for (int i = 0; i < segments; i++) {
                timings.add(new Segment(i, "x", Language.EN, 0.15), samples, RATE, List.of());
            }
        }

        JsonNode last =
                Json.readObject(out.toByteArray(), "timings", ErrorCode.INTERNAL)
                        .path("segments")
                        .path(segments - 1);
        long heard = (segments - 1) * (samples + ClipJoiner.Place.pauseSamples(0.15, RATE));
        assertThat(Math.round(last.path("start_s").asDouble() * RATE)).isEqualTo(heard);
        assertThat(Math.round(last.path("end_s").asDouble() * RATE)).isEqualTo(heard + samples);
    }
}
