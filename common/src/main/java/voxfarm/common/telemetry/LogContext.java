package voxfarm.common.telemetry;

import java.util.Optional;
import org.slf4j.MDC;
import voxfarm.common.plan.RequestId;

/** The request that this thread works for, in every line that it logs meanwhile. */
public final class LogContext implements AutoCloseable {
    /** Its name among what a layout can write. */
    public static final String REQUEST = "request";

    private final Optional<String> before = Optional.ofNullable(MDC.get(REQUEST));

    private LogContext() {}

    /** From here on, until it is closed by the same thread. */
    public static LogContext of(RequestId request) {
        return of(Optional.of(request));
    }

    /** As the other; without a request nothing is said that was not said before. */
    public static LogContext of(Optional<RequestId> request) {
        LogContext context = new LogContext();
        request.ifPresent(id -> MDC.put(REQUEST, id.value()));
        return context;
    }

    @Override
    public void close() {
        before.ifPresentOrElse(id -> MDC.put(REQUEST, id), () -> MDC.remove(REQUEST));
    }
}
