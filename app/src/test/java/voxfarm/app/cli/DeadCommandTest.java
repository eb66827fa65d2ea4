package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadCommandTest {
    private static final String LIST =
            """
            {"dead": [
              {"id": "a", "at": "2026-01-31T12:00:00Z", "code": "internal", "message": "broke"},
              {"id": "b", "at": "2026-01-31T12:00:01Z", "code": "engine_died", "message": "died"}]}
            """;

    private final StubFarm farm = new StubFarm();

    @BeforeEach
    void list() {
        farm.on("GET /v1/dead", 200, LIST);
    }

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void listsWithTheReason() {
        StubFarm.Ran ran = farm.run("dead", "list");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .containsExactly(
                        "2026-01-31T12:00:00Z  a  internal  broke",
                        "2026-01-31T12:00:01Z  b  engine_died  died",
                        "dead 2");
    }

    @Test
    void showsOneWhole() {
        farm.on("GET /v1/dead/a", 200, "{\"id\":\"a\",\"job\":{\"segments\":[1]}}");
        assertThat(farm.run("dead", "show", "a").out()).contains("\"segments\"");
        assertThat(farm.run("dead", "show", "x").code()).as("there is none").isEqualTo(3);
    }

    @Test
    void replaysWhatIsNamedAndSaysUnderWhichId() {
        farm.on("POST /v1/dead/a/replay", 202, "{\"request_id\":\"a.r1\"}");
        StubFarm.Ran ran = farm.run("dead", "replay", "a");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("a replayed as a.r1\n");
    }

    @Test
    void replaysAll() {
        farm.on("POST /v1/dead/a/replay", 202, "{\"request_id\":\"a.r1\"}");
        farm.on("POST /v1/dead/b/replay", 202, "{\"request_id\":\"b.r1\"}");

        assertThat(farm.run("dead", "replay", "--all").out().lines())
                .containsExactly("a replayed as a.r1", "b replayed as b.r1");
    }

    @Test
    void dropsWhatIsNamed() {
        farm.on("DELETE /v1/dead/b", 204, "");
        StubFarm.Ran ran = farm.run("dead", "drop", "b");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("b dropped\n");
    }

    @Test
    void actsOnNothingUnlessItIsToldOnWhich() {
        assertThat(farm.run("dead", "drop").code()).isEqualTo(2);
        assertThat(farm.run("dead", "replay", "--all", "a").code()).isEqualTo(2);
        assertThat(farm.calls).isEmpty();
    }
}
