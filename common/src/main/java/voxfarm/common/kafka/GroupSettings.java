package voxfarm.common.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * Brings a group's settings to what the farm needs. An operator may have set them and keep the
 * right to do so: they are read first, and only what is not right is altered, one by one, since a
 * broker refuses all of them for one that it does not know.
 */
final class GroupSettings {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSettings.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Admin admin;
    private final String bootstrapServers;

    GroupSettings(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * One setting as it should be.
     *
     * @param right whether a value that is found will do
     * @param without what is so where it cannot be had; empty: the farm needs it
     */
    record Wanted(String name, String value, Predicate<String> right, Optional<String> without) {
        static Wanted exactly(String name, String value) {
            return new Wanted(name, value, value::equals, Optional.empty());
        }

        /** One that the farm can do without. */
        Wanted orElse(String consequence) {
            return new Wanted(name, value, right, Optional.of(consequence));
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /** A setting that is not right, and why it could not be altered. */
    private record Refused(Wanted wanted, String reason) {}

    /**
     * Alters what is not right. Logs what the farm can do without.
     *
     * @throws VoxfarmException {@code BROKER_UNAVAILABLE} naming each setting that the farm needs
     *     and does not get, and the command that an operator may give
     */
    void apply(String group, List<Wanted> all) {
        Optional<Map<String, String>> found = read(group);
        List<Refused> refused = new ArrayList<>();
        for (Wanted wanted : all) {
            String now = found.map(known -> known.get(wanted.name())).orElse(null);
            if (now != null && wanted.right().test(now)) {
                continue;
            }
            if (found.isPresent() && now == null) {
                refused.add(new Refused(wanted, "this release of Kafka does not have it"));
                continue;
            }
            alter(group, wanted)
                    .ifPresent(reason ->
                            refused.add(
                                    new Refused(
                                            wanted,
                                            (now == null ? "" : "it is " + now + "; ") + reason)));
        }
        tell(group, refused);
    }

    /** By name; empty for somebody who may not read them. */
    private Optional<Map<String, String>> read(String group) {
        ConfigResource resource = resource(group);
        try {
            Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
            Map<String, String> found = new HashMap<>();
            for (ConfigEntry entry : config == null ? List.<ConfigEntry>of() : config.entries()) {
                found.put(entry.name(), entry.value() == null ? "" : entry.value());
            }
            return Optional.of(found);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.info(
                        "settings of group {} may not be read here ({}); they are set as the farm"
                                + " needs them",
                        group,
                        KafkaFailures.describe(e));
                return Optional.empty();
            }
            throw unavailable("read settings of group " + group, e);
        } catch (TimeoutException e) {
            throw unavailable("read settings of group " + group, e);
        }
    }

    /** Why it was refused; empty if it was altered. */
    private Optional<String> alter(String group, Wanted wanted) {
        AlterConfigOp set =
                new AlterConfigOp(
                        new ConfigEntry(wanted.name(), wanted.value()), AlterConfigOp.OpType.SET);
        try {
            get(admin.incrementalAlterConfigs(Map.of(resource(group), List.of(set))).all());
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.of("altering it is not allowed to this client");
            }
            if (e.getCause() instanceof InvalidConfigurationException) {
                return Optional.of("the broker refuses it: " + e.getCause().getMessage());
            }
            throw unavailable("set " + wanted + " of group " + group, e);
        } catch (TimeoutException e) {
            throw unavailable("set " + wanted + " of group " + group, e);
        }
    }

    private void tell(String group, List<Refused> refused) {
        List<Refused> needed = new ArrayList<>();
        for (Refused one : refused) {
            one.wanted()
                    .without()
                    .ifPresentOrElse(
                            without ->
                                    LOG.info(
                                            "group {}: {} cannot be had ({}): {}",
                                            group,
                                            one.wanted(),
                                            one.reason(),
                                            without),
                            () -> needed.add(one));
        }
        if (!needed.isEmpty()) {
            throw VoxfarmException.of(
                    ErrorCode.BROKER_UNAVAILABLE,
                    "Kafka at %s: group %s needs %s. Who may alter it says: kafka-configs.sh"
                            + " --bootstrap-server %s --alter --entity-type groups --entity-name %s"
                            + " --add-config %s",
                    bootstrapServers,
                    group,
                    needed.stream()
                            .map(one -> one.wanted() + " (" + one.reason() + ")")
                            .collect(Collectors.joining(", ")),
                    bootstrapServers,
                    group,
                    needed.stream()
                            .map(one -> one.wanted().toString())
                            .collect(Collectors.joining(",")));
        }
    }

    private static ConfigResource resource(String group) {
        return new ConfigResource(ConfigResource.Type.GROUP, group);
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.BROKER_UNAVAILABLE, "interrupted", e);
        }
    }

    private VoxfarmException unavailable(String what, Exception cause) {
        return new VoxfarmException(
                ErrorCode.BROKER_UNAVAILABLE,
                "Kafka at "
                        + bootstrapServers
                        + ": "
                        + what
                        + " failed: "
                        + KafkaFailures.describe(cause),
                cause);
    }
}
