package voxfarm.dispatcher.api;

import io.javalin.security.RouteRole;
import java.util.Optional;

/** What a route asks of its caller. Every route has one. */
public enum Access implements RouteRole {
    /** For everyone: whether the farm lives, and its pages without content. */
    OPEN(Optional.empty()),
    READ(Optional.of(Scope.READ)),
    SUBMIT(Optional.of(Scope.SUBMIT)),
    ADMIN(Optional.of(Scope.ADMIN));

    private final Optional<Scope> scope;

    Access(Optional<Scope> scope) {
        this.scope = scope;
    }

    /** What a key must allow, where keys are asked for; empty where none is. */
    Optional<Scope> scope() {
        return scope;
    }

    /** Whether a call does something, whatever its method: a page of another site must not. */
    boolean changes() {
        return switch (this) {
            case OPEN, READ -> false;
            case SUBMIT, ADMIN -> true;
        };
    }
}
