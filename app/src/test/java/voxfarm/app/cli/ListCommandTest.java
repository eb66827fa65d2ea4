package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListCommandTest {
    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void printsNoHeadAboveARefusal() {
        farm.on(
                "GET /v1/requests?status=foo&limit=50",
                () -> StubFarm.problem(400, "invalid_request", "status: expected open"));
        StubFarm.Ran ran = farm.run("list", "--status", "foo");

        assertThat(ran.code()).isEqualTo(Failures.WRONG_USE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("status: expected open");
    }

    @Test
    void printsOneHeadAboveAllPages() {
        farm.on("GET /v1/requests?limit=50", 200, "{\"requests\":[],\"next_cursor\":\"n\"}");
        farm.on("GET /v1/requests?limit=50&cursor=n", 200, "{\"requests\":[]}");

        assertThat(farm.run("list").out().lines()).hasSize(1).first().asString().contains("STATUS");
    }
}
