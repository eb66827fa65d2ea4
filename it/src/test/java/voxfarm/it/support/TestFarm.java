package voxfarm.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import voxfarm.app.config.FarmConfig;
import voxfarm.app.local.Endpoints;
import voxfarm.app.local.LocalFarm;
import voxfarm.common.lifecycle.LongSteps;
import voxfarm.common.store.ObjectStore;
import voxfarm.common.telemetry.Telemetry;
import voxfarm.embedded.EmbeddedFarm;

/** An embedded farm on free ports. */
public final class TestFarm implements AutoCloseable {
    private static final Path GOLDEN = Path.of("../models/src/test/resources/golden/model/2.0.2");

    private final EmbeddedFarm farm;
    private final AtomicReference<Throwable> fault = new AtomicReference<>();

    private TestFarm(Path data, FarmConfig config, EmbeddedFarm.StandIns standIns) {
        this.farm =
                new EmbeddedFarm(
                        new LocalFarm.Options(data, "127.0.0.1", 0, 0, 0, "voxfarm"),
                        config,
                        standIns,
                        LongSteps.SILENT,
                        (_, cause) -> fault.set(cause),
                        InstantSource.system());
    }

    /** Voices come from the working copy; see {@code voxfarm.home} in the pom. */
    public static TestFarm start(Path data) {
        return start(data, FarmConfig.DEFAULTS);
    }

    /** As the other, configured. */
    public static TestFarm start(Path data, FarmConfig config) {
        return started(new TestFarm(data, config, EmbeddedFarm.StandIns.NONE));
    }

    /** As the others, with something around its bucket. */
    public static TestFarm start(Path data, FarmConfig config, UnaryOperator<ObjectStore> bucket) {
        return started(
                new TestFarm(data, config, new EmbeddedFarm.StandIns(Optional.empty(), bucket)));
    }

    /** As the others, telling what it does. */
    public static TestFarm start(Path data, Telemetry telemetry) {
        return started(
                new TestFarm(data, FarmConfig.DEFAULTS, EmbeddedFarm.StandIns.of(telemetry)));
    }

    private static TestFarm started(TestFarm farm) {
        farm.farm.start();
        return farm;
    }

    /**
     * As the others, without BERT models and with the Bert-VITS2 voice {@code wukong}, which lies
     * in the voices folder as its trainer left it.
     */
    public static TestFarm startWithWukong(Path data) throws IOException {
        return startWithWukong(data, "bert: off");
    }

    /**
     * As the other.
     *
     * @param voices what the configuration says below that name
     */
    public static TestFarm startWithWukong(Path data, String voices) throws IOException {
        Path voice = Files.createDirectories(data.resolve("voices").resolve("wukong"));
        Files.copy(GOLDEN.resolve("config.json"), voice.resolve("config.json"));
        Files.createDirectories(voice.resolve("models"));
        Files.copy(GOLDEN.resolve("G_1302.pth"), voice.resolve("models").resolve("G_1302.pth"));
        Path config = Files.writeString(data.resolve("config.yml"), "voices: {" + voices + "}\n");
        return start(data, FarmConfig.read(config).config());
    }

    public Endpoints endpoints() {
        return farm.endpoints();
    }

    /** Stops it; fails if one of its threads had died. */
    @Override
    public void close() {
        farm.close();
        if (fault.get() != null) {
            throw new AssertionError("a thread of the farm died", fault.get());
        }
    }
}
