package voxfarm.it.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * An S3 server that is not the farm's own, in a container.
 *
 * @param name of the server
 * @param release that the table of stores is of
 * @param image of it; {@code -Dvoxfarm.it.NAME} names another
 * @param port where it listens in its container
 */
record ForeignStore(String name, String release, String image, int port) {
    static final String ACCESS_KEY = "voxfarm";
    static final String SECRET_KEY = "voxfarm-secret";
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    /** Those that {@code -Dvoxfarm.it.stores} names, all of them without it. */
    static List<ForeignStore> all() {
        List<String> names = List.of(Engine.image("stores", "versitygw,moto").split(",", -1));
        List<ForeignStore> stores = new ArrayList<>();
        names.forEach(name -> stores.add(of(name)));
        return stores;
    }

    static ForeignStore of(String name) {
        return switch (name) {
            case "versitygw" -> of(name, "1.8.0", "versity/versitygw:v1.8.0", 7070);
            case "moto" -> of(name, "5.2.5", "motoserver/moto:5.2.5", 5000);
            default ->
                    throw new IllegalArgumentException(
                            "voxfarm.it.stores: expected versitygw or moto, was " + name);
        };
    }

    private static ForeignStore of(String name, String release, String image, int port) {
        return new ForeignStore(name, release, Engine.image(name, image), port);
    }

    /** Not started yet. */
    ContainerFarm.Part container() {
        ContainerFarm.Part container =
                new ContainerFarm.Part(image)
                        .withExposedPorts(port)
                        .waitingFor(Wait.forListeningPort().withStartupTimeout(START_PATIENCE));
        return switch (name) {
            case "versitygw" ->
                    container
                            .withEnv("ROOT_ACCESS_KEY", ACCESS_KEY)
                            .withEnv("ROOT_SECRET_KEY", SECRET_KEY)
                            .withCommand("--port", ":" + port, "posix", "/data");
            default -> container;
        };
    }

    /** Its address on this machine. */
    String address(ContainerFarm.Part started) {
        return "http://" + started.getHost() + ":" + started.getMappedPort(port);
    }
}
