package voxfarm.worker.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Variables of the process environment as native libraries see them; Java itself cannot set them.
 */
final class NativeEnvironment {
    private NativeEnvironment() {}

    /**
     * Tells ONNX Runtime, before its library is loaded, to send no telemetry: some of its releases
     * do by default. The launcher sets the variable as well; this is for those who start the JVM
     * themselves.
     */
    static void disableTelemetry() {
        set("ORT_DISABLE_TELEMETRY", "1");
    }

    /** Does nothing on a platform without {@code setenv} (Windows), where no release sends any. */
    @SuppressWarnings("restricted") // the launcher allows native access
    private static void set(String name, String value) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        MethodHandle call =
                linker.downcallHandle(
                        setenv.get(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int answer =
                    (int) call.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (answer != 0) {
                throw new IllegalStateException("setenv " + name + " failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv " + name + " failed", e);
        }
    }
}
