package voxfarm.dispatcher.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
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

    /** For a message that says what was expected: {@code submit, read or admin}. */
    public static String choices() {
        List<String> names = Arrays.stream(values()).map(Scope::wireName).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    public static Optional<Scope> ofWireName(String name) {
        return Arrays.stream(values()).filter(scope -> scope.wireName().equals(name)).findFirst();
    }

    /** This one and what it has in it. */
    Set<Scope> all() {
        return this == ADMIN ? EnumSet.allOf(Scope.class) : EnumSet.of(this);
    }
}
