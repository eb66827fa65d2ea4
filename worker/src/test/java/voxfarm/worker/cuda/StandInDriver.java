package voxfarm.worker.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;

/** The functions of a driver that are asked, in Java. */
@SuppressWarnings("restricted") // tests run with native access
final class StandInDriver {
    private final int status;
    private final int version;
    private final List<String> devices;

    /**
     * @param status what cuInit answers
     * @param version such as 12040
     */
    StandInDriver(int status, int version, List<String> devices) {
        this.status = status;
        this.version = version;
        this.devices = devices;
    }

    int cuInit(int flags) {
        return flags == 0 ? status : 1;
    }

    int cuDriverGetVersion(MemorySegment answer) {
        return write(answer, version);
    }

    int cuDeviceGetCount(MemorySegment answer) {
        return write(answer, devices.size());
    }

    int cuDeviceGet(MemorySegment answer, int ordinal) {
        return write(answer, 70 + ordinal); // a handle is no number
    }

    int cuDeviceGetName(MemorySegment answer, int bytes, int device) {
        answer.reinterpret(bytes).setString(0, devices.get(device - 70));
        return 0;
    }

    private static int write(MemorySegment answer, int value) {
        answer.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
        return 0;
    }

    SymbolLookup lookup(Arena arena) {
        return name -> {
            MethodType type =
                    switch (name) {
                        case "cuInit" -> MethodType.methodType(int.class, int.class);
                        case "cuDriverGetVersion", "cuDeviceGetCount" ->
                                MethodType.methodType(int.class, MemorySegment.class);
                        case "cuDeviceGet" ->
                                MethodType.methodType(int.class, MemorySegment.class, int.class);
                        case "cuDeviceGetName" ->
                                MethodType.methodType(
                                        int.class, MemorySegment.class, int.class, int.class);
                        default -> throw new IllegalArgumentException(name);
                    };
            return Optional.of(stub(name, type, arena));
        };
    }

    private MemorySegment stub(String name, MethodType type, Arena arena) {
        FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT);
        for (Class<?> parameter : type.parameterList()) {
            descriptor =
                    descriptor.appendArgumentLayouts(
                            parameter == int.class ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS);
        }
        try {
            MethodHandle handle =
                    MethodHandles.lookup().findVirtual(StandInDriver.class, name, type);
            return Linker.nativeLinker().upcallStub(handle.bindTo(this), descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
