package voxfarm.app.wiring;

import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.lifecycle.Component;

/**
 * Something that is open already, so that a stack closes it in its turn.
 *
 * @param resource closed at most once
 */
public record Held(String name, AutoCloseable resource) implements Component {
    @Override
    public void start() {}

    @Override
    public void close() {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // AutoCloseable's widest form
            throw new VoxfarmException(ErrorCode.INTERNAL, "closing " + name + " failed: " + e, e);
        }
    }
}
