package voxfarm.common.telemetry;

import org.slf4j.MDC;
import voxfarm.common.plan.RequestId;

/** The request that this thread works for, in every line that it logs meanwhile. */
public final class LogContext implements AutoCloseable {
    /** Its name among what a layout can write. */
    public static final String REQUEST = "request";

    private final MDC.MDCCloseable entry;

    private LogContext(MDC.MDCCloseable entry) {
        this.entry = entry;
    }

    /** From here on, until it is closed by the same thread. */
    public static LogContext of(RequestId request) {
        return new LogContext(MDC.putCloseable(REQUEST, request.value()));
    }

    @Override
    public void close() {
        entry.close();
    }
}
