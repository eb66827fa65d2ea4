package voxfarm.worker.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the driver which devices there are, by its own interface. */
public final class CudaDriver {
    private static final String LIBRARY = "libcuda.so.1";
    private static final int NAME_BYTES = 256;
    private static final int NO_DEVICE = 100;
    private static final int STUB = 34;
    private static final int MISMATCH = 803;
    private static final int THOUSAND = 1000;

    private CudaDriver() {}

    /** What it answers. */
    public sealed interface Answer {
        /**
         * No device can be used.
         *
         * @param reason for people
         */
        record Unusable(String reason) implements Answer {}

        /**
         * @param version newest CUDA that the driver runs, such as 12.4
         * @param devices names by number, those that {@code CUDA_VISIBLE_DEVICES} shows
         */
        record Usable(String version, List<String> devices) implements Answer {
            public Usable {
                devices = List.copyOf(devices);
            }
        }
    }

    /** Loads the driver's library and asks. It stays loaded: the runtime uses it as well. */
    @SuppressWarnings("restricted") // the launcher allows native access
    public static Answer ask() {
        SymbolLookup driver;
        try {
            driver = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException e) {
            return new Answer.Unusable(
                    "no NVIDIA driver here: "
                            + LIBRARY
                            + " cannot be loaded. Install the driver (Debian: nvidia-driver and"
                            + " libcuda1; Ubuntu: nvidia-driver-N; in a container: --gpus all; WSL:"
                            + " the one of Windows)");
        }
        return ask(driver);
    }

    static Answer ask(SymbolLookup driver) {
        try (Arena arena = Arena.ofConfined()) {
            return new Asking(driver, arena).answer();
        }
    }

    /** One round of questions, and the memory for their answers. */
    private record Asking(SymbolLookup driver, Arena arena) {
        Answer answer() {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            Optional<String> failure = failure(call("cuInit", 0));
            if (failure.isPresent()) {
                return new Answer.Unusable(failure.get());
            }
            failure = failure(call("cuDriverGetVersion", number));
            int version = number.get(ValueLayout.JAVA_INT, 0);
            if (failure.isEmpty()) {
                failure = failure(call("cuDeviceGetCount", number));
            }
            if (failure.isPresent()) {
                return new Answer.Unusable(failure.get());
            }
            List<String> names = new ArrayList<>();
            int count = number.get(ValueLayout.JAVA_INT, 0);
            for (int i = 0; i < count; i++) {
                names.add(name(i));
            }
            return new Answer.Usable(version / THOUSAND + "." + version % THOUSAND / 10, names);
        }

        private String name(int ordinal) {
            MemorySegment device = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment name = arena.allocate(NAME_BYTES);
            if (call("cuDeviceGet", device, ordinal) != 0
                    || call(
                                    "cuDeviceGetName",
                                    name,
                                    NAME_BYTES - 1,
                                    device.get(ValueLayout.JAVA_INT, 0))
                            != 0) {
                return "unknown";
            }
            return name.getString(0);
        }

        /** Of a function that takes numbers and places for answers, and gives a status. */
        @SuppressWarnings("restricted") // the launcher allows native access
        private int call(String function, Object... arguments) {
            FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT);
            for (Object argument : arguments) {
                descriptor =
                        descriptor.appendArgumentLayouts(
                                argument instanceof Integer
                                        ? ValueLayout.JAVA_INT
                                        : ValueLayout.ADDRESS);
            }
            try {
                return (int)
                        Linker.nativeLinker()
                                .downcallHandle(driver.findOrThrow(function), descriptor)
                                .invokeWithArguments(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(function + " of the NVIDIA driver failed", e);
            }
        }
    }

    private static Optional<String> failure(int status) {
        return switch (status) {
            case 0 -> Optional.empty();
            case NO_DEVICE ->
                    Optional.of(
                            "the NVIDIA driver finds no GPU (status 100; is CUDA_VISIBLE_DEVICES"
                                    + " empty, or the container without --gpus?)");
            case STUB ->
                    Optional.of(
                            LIBRARY
                                    + " is the toolkit's stand-in and not the driver's (status 34):"
                                    + " take its folder 'stubs' out of LD_LIBRARY_PATH");
            case MISMATCH ->
                    Optional.of(
                            "the NVIDIA driver's library and its kernel module have different"
                                    + " versions (status 803): restart the machine");
            default -> Optional.of("the NVIDIA driver does not work: status " + status);
        };
    }
}
