package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PruneCommandTest {
    private static final String SO_FAR =
            "{\"schema\":1,\"removed\":{\"clips\":{\"objects\":3,\"bytes\":30}},\"done\":false}\n";
    private static final String END =
            "{\"schema\":1,\"removed\":{\"requests\":{\"objects\":2,\"bytes\":1200},"
                    + "\"clips\":{\"objects\":7,\"bytes\":90}},\"done\":true,\"skipped\":1,"
                    + "\"topics\":[\"farm.jobs.bulk.gone\"],\"notes\":[\"one stays\"]}\n";

    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void printsCountsAndBytesByKind() {
        farm.on("POST /v1/prune?dry_run=true", 200, SO_FAR + END);
        StubFarm.Ran ran = farm.run("prune", "--dry-run");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "requests 2 objects 1200 bytes",
                        "clips 7 objects 90 bytes",
                        "topic farm.jobs.bulk.gone",
                        "note: one stays",
                        "would delete 9 skipped 1");
        assertThat(ran.err()).contains("so far 3 objects");
    }

    @Test
    void saysWhatItDeletedAsADocument() {
        farm.on("POST /v1/prune", 200, END);
        StubFarm.Ran ran = farm.run("prune", "--json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("\"objects\" : 7").contains("\"done\" : true");
    }

    @Test
    void failsWhereTheRunWasBrokenOff() {
        farm.on(
                "POST /v1/prune",
                200,
                SO_FAR + "{\"done\":false,\"error\":{\"message\":\"the store is gone\"}}\n");
        StubFarm.Ran ran = farm.run("prune");

        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("the store is gone");
    }

    @Test
    void failsWhereTheFarmRefuses() {
        farm.on("POST /v1/prune", () -> StubFarm.problem(403, "forbidden", "not with that key"));
        StubFarm.Ran ran = farm.run("prune");

        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("not with that key");
    }
}
