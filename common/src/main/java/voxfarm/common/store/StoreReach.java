package voxfarm.common.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store is reached beyond its address.
 *
 * @param publicEndpoint address of the store that is signed into links for callers, where theirs is
 *     another than the farm's own; empty: the same
 * @param authorities PEM file with the certificates of the authorities that the store's own is
 *     checked against, and no others; empty: those of Java
 * @param connect for a connection
 * @param answer without a byte from the store, in a call that has begun
 * @param attempt one try of a call from its begin to its end
 */
public record StoreReach(
        Optional<URI> publicEndpoint,
        Optional<Path> authorities,
        Duration connect,
        Duration answer,
        Duration attempt) {
    public static final StoreReach DEFAULTS =
            new StoreReach(
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5));

    /**
     * Reads the authorities, as a connection would.
     *
     * @throws voxfarm.common.error.VoxfarmException {@code INVALID_CONFIG} if there are none to
     *     read
     */
    public void checkAuthorities() {
        authorities.ifPresent(Authorities::read);
    }
}
