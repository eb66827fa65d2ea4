package voxfarm.dispatcher.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an API key allows. */
public enum Scope {
    SUBMIT,
    READ,
    ADMIN;

    /** As in the configuration. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> ofWireName(String name) {
        return Arrays.stream(values()).filter(scope -> scope.wireName().equals(name)).findFirst();
    }

    /** This one and what it has in it. */
    Set<Scope> all() {
        return this == ADMIN ? EnumSet.allOf(Scope.class) : EnumSet.of(this);
    }
}
