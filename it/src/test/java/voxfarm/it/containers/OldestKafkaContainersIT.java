package voxfarm.it.containers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The farm's images with a broker of the oldest release that the farm says it supports. */
@Tag("containers")
@Timeout(600)
class OldestKafkaContainersIT {
    private static final int SOME = 8;

    private static ContainerFarm farm;
    private static ContainerRequests requests;

    @BeforeAll
    static void start() throws Exception {
        farm =
                ContainerFarm.start(
                        new ContainerFarm.Kind(
                                Engine.oldestKafka(), 1, 1, ForeignStore.all().getFirst()));
        requests = new ContainerRequests(farm);
    }

    @AfterAll
    static void stop() {
        if (farm != null) {
            farm.close();
        }
    }

    @Test
    void loseNothingWhenTheirOnlyBrokerIsKilled() throws Exception {
        List<String> ids = new ArrayList<>(requests.submit("before", 0, SOME));
        farm.kill("kafka-1");
        farm.startAgain("kafka-1");
        farm.awaitReady("dispatcher-1");
        ids.addAll(requests.submit("behind", 0, SOME));
        requests.assertNoneLost(ids);
    }

    @Test
    void loseNothingWhenTheirOnlyWorkerIsKilled() throws Exception {
        List<String> ids = new ArrayList<>(requests.submit("worker", 0, SOME));
        farm.kill("worker-1");
        farm.startAgain("worker-1");
        farm.awaitReady("worker-1");
        requests.assertNoneLost(ids);
    }
}
