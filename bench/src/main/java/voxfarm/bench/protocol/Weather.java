package voxfarm.bench.protocol;

import java.util.List;
import java.util.Random;

/** What happens to a farm from outside: its Kafka is lost, a topic is deleted. */
final class Weather {
    private static final long FOR_EVER = 3_600_000;
    private static final int SOON_MILLIS = 20_000;
    private static final int LONGEST_WITHOUT_TOPIC_MILLIS = 300_000;

    private final World world;
    private final SimBroker broker;
    private final Random plan;

    /**
     * @param plan decides what happens
     */
    Weather(World world, SimBroker broker, Random plan) {
        this.world = world;
        this.broker = broker;
        this.plan = plan;
    }

    void add() {
        if (plan.nextInt(10) == 0) {
            once("loss", broker::lose);
        }
        if (plan.nextInt(10) == 0) {
            once(
                    "deletion",
                    () -> {
                        List<String> topics = List.copyOf(broker.topics());
                        if (!topics.isEmpty()) {
                            broker.delete(
                                    topics.get(world.random().nextInt(topics.size())),
                                    world.random().nextInt(LONGEST_WITHOUT_TOPIC_MILLIS));
                        }
                    });
        }
    }

    private void once(String what, Runnable event) {
        boolean[] done = {false};
        world.add(
                what,
                () -> {
                    if (!done[0]) {
                        done[0] = true;
                        world.sleep(world.random().nextInt(SOON_MILLIS));
                        if (!world.calm()) {
                            event.run();
                        }
                    }
                    world.sleep(FOR_EVER);
                });
    }
}
