package voxfarm.bench.chaos;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.S3Credentials;
import voxfarm.app.wiring.RemoteDispatcher;
import voxfarm.app.wiring.RemoteWorker;
import voxfarm.common.lifecycle.Component;
import voxfarm.embedded.EmbeddedBroker;
import voxfarm.embedded.EmbeddedStore;

/** One process of a farm under chaos. */
final class Role {
    static final String BUCKET = "farm";
    static final S3Credentials CREDENTIALS = new S3Credentials("chaos", "chaos-secret");

    /** What the last line of a start ends with. */
    static final String READY = " is ready";

    private Role() {}

    /**
     * {@code broker FOLDER PORT}, {@code store FOLDER PORT}, {@code dispatcher CONFIG CLOCK PORT}
     * or {@code worker CONFIG CLOCK}.
     */
    public static void main(String[] args) {
        Component component =
                switch (args[0]) {
                    case "broker" ->
                            new EmbeddedBroker(Path.of(args[1]), Integer.parseInt(args[2]));
                    case "store" ->
                            new EmbeddedStore(
                                    Path.of(args[1]),
                                    Integer.parseInt(args[2]),
                                    BUCKET,
                                    CREDENTIALS);
                    case "dispatcher" ->
                            new RemoteDispatcher(
                                    config(args[1]),
                                    Integer.parseInt(args[3]),
                                    new OffsetClock(Path.of(args[2])));
                    case "worker" ->
                            new RemoteWorker(config(args[1]), new OffsetClock(Path.of(args[2])));
                    default -> throw new IllegalArgumentException(args[0]);
                };
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(component::close));
            component.start();
            System.out.println(component.name() + READY);
            new CountDownLatch(1).await(); // until a signal: not every role has a thread that stays
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static FarmConfig config(String file) {
        return FarmConfig.read(Path.of(file)).config();
    }
}
