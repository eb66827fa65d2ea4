package voxfarm.common.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts components in order and closes them in reverse. Used by one thread and those of {@link
 * #together}, {@link #close} by any.
 */
public final class ComponentStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentStack.class);

    /** Guarded by this. */
    private final Deque<Component> started = new ArrayDeque<>();

    /** Guarded by this. */
    private boolean closed;

    /** Guarded by this: parts of the start run at once, and what fails is closed behind them. */
    private boolean together;

    /** Guarded by this: one of those parts has failed. */
    private boolean failed;

    /**
     * Starts a component and takes it over. If the start fails, everything started before is closed
     * and the failure thrown, with later failures suppressed in it.
     *
     * @throws IllegalStateException if this stack was closed meanwhile, or what starts beside this
     *     component has failed
     */
    public <T extends Component> T start(T component) {
        long begun = System.nanoTime();
        synchronized (this) {
            if (failed) {
                throw new InVainException(component.name());
            }
        }
        try {
            component.start();
        } catch (RuntimeException | Error e) {
            closeQuietly(component, e);
            if (!failsBesideOthers()) {
                closeAfter(e);
            }
            throw e;
        }
        synchronized (this) {
            if (!closed) {
                started.push(component);
                LOG.debug("{} started in {} ms", component.name(), millisSince(begun));
                return component;
            }
        }
        component.close();
        throw new IllegalStateException(
                component.name() + ": started while the process was stopping");
    }

    private synchronized boolean failsBesideOthers() {
        failed = together;
        return together;
    }

    /**
     * Does parts of a start at once, each of which may start components here. If one fails, the
     * others are interrupted and no other component is started; what was started is closed when all
     * parts have ended: whoever is still starting would wait, and long, for what is gone.
     *
     * @throws RuntimeException what failed first
     */
    public void together(Runnable... tasks) {
        synchronized (this) {
            together = true;
        }
        try {
            Together.runWhileNoneFails(tasks);
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        } finally {
            synchronized (this) {
                together = false;
            }
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void closeQuietly(Component component, Throwable failure) {
        boolean interrupted = Thread.interrupted(); // to close takes its time
        try {
            component.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Closes all in reverse order, each even if another fails; throws the first failure with the
     * later ones suppressed in it. Idempotent.
     */
    @Override
    public void close() {
        Deque<Component> toClose;
        synchronized (this) {
            closed = true;
            toClose = new ArrayDeque<>(started);
            started.clear();
        }
        RuntimeException first = null;
        for (Component component : toClose) {
            long begun = System.nanoTime();
            try {
                component.close();
                LOG.debug("{} closed in {} ms", component.name(), millisSince(begun));
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
