package voxfarm.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import voxfarm.common.job.JobCodec;
import voxfarm.common.json.HostileDocuments;
import voxfarm.common.json.Json;

/** Records on a job topic that no dispatcher wrote. */
class ForgedJobsTest extends ProcessorFixture {
    @Test
    void buriesEverythingHostile() {
        for (byte[] record : HostileDocuments.all()) {
            JobOutcome outcome = process(processor(), new Delivery(record, 1));

            assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        }
        assertThat(sinks.log).hasSize(HostileDocuments.all().size());
        assertThat(sinks.log).containsOnly("dead invalid_plan");
        assertThat(store.writes()).isEmpty();
    }

    /** A version is a part of paths, a dictionary and a plan are keys: names of others' files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "voice_version|\"/etc\"",
                "voice_version|\"../../joe/0123456789abcdef\"",
                "voice_version|\"0123456789abcdef/\"",
                "voice_version|\"\\u0000\"",
                "voice_version|\"\"",
                "model_id|\"../joe\"",
                "accepted_at|\"-999999999-01-01T00:00:00Z\"",
                "deadline|\"+999999999-12-31T23:59:59.999999999-18:00\"",
                "dictionaries|[\"requests/other/request.json\"]",
                "dictionaries|[\"dictionaries/../results/other/result.json\"]",
                "dictionaries|[\"dictionaries/\\u0000\"]"
            })
    void buriesAForgedJob(String member, String value) throws IOException {
        ObjectNode job = (ObjectNode) Json.mapper().readTree(JobCodec.write(job()));
        job.set(member, Json.mapper().readTree(value));

        JobOutcome outcome = process(processor(), new Delivery(Json.bytes(job), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(sinks.log).singleElement().asString().startsWith("dead in");
        assertThat(loaded).isEmpty();
        assertThat(store.writes()).isEmpty();
    }

    @Test
    void buriesAPartWithThePlanOfAnotherRequest() throws IOException {
        ObjectNode job = (ObjectNode) Json.mapper().readTree(JobCodec.write(job()));
        job.put("window", 1).put("plan_key", "requests/other/plan-0.json").put("plan_offset", 0);

        JobOutcome outcome = process(processor(), new Delivery(Json.bytes(job), 1));

        assertThat(outcome.acknowledgement()).isEqualTo(Acknowledgement.REJECT);
        assertThat(store.writes()).isEmpty();
    }
}
