package voxfarm.it.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import voxfarm.common.config.Secret;
import voxfarm.common.store.S3ObjectStore;
import voxfarm.common.store.StoreConfig;

/**
 * The contract of the store's port on S3 servers that are not the farm's own. What each cannot do
 * stands in {@value #TABLE}, which is made here with {@code -Dvoxfarm.it.write-table=true} and
 * compared without it: a server that can less than it could fails, and one that can more.
 */
@Tag("containers")
@Timeout(600)
class ForeignStoresIT {
    private static final String TABLE = "docs/s3-servers.md";
    private static final String HEAD =
            """
            # S3 servers

            The contract of the farm's store (`ObjectStoreContract`, and what `ForeignStoreContract` adds), run on servers that are not its own, each in a
            container, by `./voxfarm test --containers`. This page is written by `ForeignStoresIT` and compared with what it finds.
            What a farm cannot do without: to be accepted at the start.

            """;
    private static final String HOLDS = "yes";

    /** Of a server, by the name of each test: {@link #HOLDS}, or what was found instead. */
    private static Map<String, String> outcomes(ForeignStore server) {
        try (ContainerFarm.Part container = server.container()) {
            container.start();
            StoreConfig config =
                    new StoreConfig(
                            Optional.of(URI.create(server.address(container))),
                            "us-east-1",
                            "contract",
                            "",
                            true,
                            Optional.of(ForeignStore.ACCESS_KEY),
                            Optional.of(new Secret(ForeignStore.SECRET_KEY)),
                            true);
            try (S3ObjectStore store = S3ObjectStore.connect(config)) {
                store.createBucket();
                ForeignStoreContract.started = new ForeignStoreContract.Started(store, config);
                return run();
            } finally {
                ForeignStoreContract.started = null;
            }
        }
    }

    private static Map<String, String> run() {
        LauncherDiscoveryRequest all =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(ForeignStoreContract.class))
                        .build();
        Outcomes outcomes = new Outcomes();
        LauncherFactory.create().execute(all, outcomes);
        return outcomes.found;
    }

    /** A test with several arguments holds if all of them do. */
    private static final class Outcomes implements TestExecutionListener {
        final Map<String, String> found = new TreeMap<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
                return;
            }
            boolean holds = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            result.getThrowable()
                    .ifPresent(failure ->
                            System.out.println(
                                    test.getDisplayName() + ": " + failure.getMessage()));
            found.merge(
                    words(source.getMethodName()),
                    holds ? HOLDS : "**no**",
                    (one, other) -> one.equals(HOLDS) ? other : one);
        }

        private static String words(String method) {
            return method.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static String table(Map<String, Map<String, String>> servers) {
        TreeSet<String> tests = new TreeSet<>();
        servers.values().forEach(outcomes -> tests.addAll(outcomes.keySet()));
        StringBuilder table = new StringBuilder(HEAD);
        table.append("| a store … | ").append(String.join(" | ", servers.keySet())).append(" |\n|");
        table.append(" --- |".repeat(servers.size() + 1)).append('\n');
        for (String test : tests) {
            List<String> row = new ArrayList<>(List.of(test));
            servers.values().forEach(outcomes -> row.add(outcomes.getOrDefault(test, "")));
            table.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
        return table.toString();
    }

    @Test
    void doWhatTheTableSays() throws IOException {
        List<ForeignStore> stores = ForeignStore.all();
        Engine.require(stores.stream().map(ForeignStore::image).toList());
        Map<String, Map<String, String>> servers = new LinkedHashMap<>();
        for (ForeignStore store : stores) {
            servers.put(store.name() + " " + store.release(), outcomes(store));
        }
        String table = table(servers);
        Path page = Path.of(System.getProperty("voxfarm.home", "..")).resolve(TABLE);
        if (Boolean.getBoolean("voxfarm.it.write-table")) {
            Files.writeString(page, table);
        }
        assertThat(table).isEqualTo(Files.readString(page));
    }
}
