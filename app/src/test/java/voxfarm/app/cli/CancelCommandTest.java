package voxfarm.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CancelCommandTest {
    private final StubFarm farm = new StubFarm();

    @AfterEach
    void stop() {
        farm.close();
    }

    @Test
    void cancelsEach() {
        farm.on("DELETE /v1/requests/a", 200, "{}");
        farm.on("DELETE /v1/requests/b", 200, "{}");
        StubFarm.Ran ran = farm.run("cancel", "a", "b");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("a cancelled\nb cancelled\n");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void goesOnBehindOneThatHasEndedAndSaysSo() {
        farm.on(
                "DELETE /v1/requests/a",
                () -> StubFarm.problem(409, "already_ended", "request a: already completed"));
        farm.on("DELETE /v1/requests/b", 200, "{}");
        StubFarm.Ran ran = farm.run("cancel", "a", "b");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("b cancelled\n");
        assertThat(ran.err()).contains("request a: already completed");
    }

    @Test
    void tellsWhatDoesNotExistByItsExitCode() {
        farm.on("DELETE /v1/requests/b", 200, "{}");
        StubFarm.Ran ran = farm.run("cancel", "none", "b");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.out()).isEqualTo("b cancelled\n");
        assertThat(farm.run("forget", "none").code()).isEqualTo(3);

        farm.on(
                "DELETE /v1/requests/a",
                () -> StubFarm.problem(409, "already_ended", "request a: already completed"));
        assertThat(farm.run("cancel", "none", "a").code()).isEqualTo(1);
    }

    @Test
    void stopsWhereTheFarmCannotCancelAnything() {
        farm.on(
                "DELETE /v1/requests/a",
                () -> StubFarm.problem(503, "store_unavailable", "the store is down"));
        StubFarm.Ran ran = farm.run("cancel", "a", "b");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("the store is down");
        assertThat(farm.calls).containsExactly("DELETE /v1/requests/a");
    }

    @Test
    void asksForNothingWhereOneIsNoId() {
        StubFarm.Ran ran = farm.run("cancel", "a", "../b");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(farm.calls).isEmpty();
    }
}
