package voxfarm.common.store;

import java.util.Optional;

/**
 * Where in the bucket the farm's keys lie: the store's clients name objects whole, everybody else
 * by key.
 *
 * @param before every name; empty or with a slash at its end
 */
record KeyPrefix(String before) {
    static KeyPrefix of(StoreConfig config) {
        return new KeyPrefix(config.prefix().isEmpty() ? "" : config.prefix() + "/");
    }

    /** The key as the bucket has it. */
    String name(ObjectKey key) {
        return before + key.value();
    }

    /** The beginning of keys as the bucket has it. */
    String name(String beginning) {
        return before + beginning;
    }

    /** Empty for a name outside of the prefix, and for one that is no key of the farm's. */
    Optional<ObjectKey> key(String name) {
        return name.startsWith(before)
                ? ObjectKey.ifWellFormed(name.substring(before.length()))
                : Optional.empty();
    }
}
