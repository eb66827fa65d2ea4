package voxfarm.dispatcher.acceptance;

import java.util.Optional;

/**
 * Who submits by HTTP.
 *
 * @param address network address
 * @param key name of the API key; empty where none is asked for
 */
public record Client(String address, Optional<String> key) {
    /** Somebody who needs no key. */
    public static Client of(String address) {
        return new Client(address, Optional.empty());
    }
}
