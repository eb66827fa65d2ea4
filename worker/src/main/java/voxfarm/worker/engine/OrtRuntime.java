package voxfarm.worker.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.Computation;
import voxfarm.common.machine.Precision;
import voxfarm.worker.cuda.CudaDriver;

/** ONNX Runtime, set up once a process. Thread-safe. */
final class OrtRuntime {
    private final OrtEnvironment environment;
    private final Device device;
    private final int threads;
    private final Precision precision;

    private OrtRuntime(
            OrtEnvironment environment, Device device, int threads, Precision precision) {
        this.environment = environment;
        this.device = device;
        this.threads = threads;
        this.precision = precision;
    }

    /**
     * @param wanted {@code Auto} is resolved here
     * @param threads of one run; 1 is the most work per core, more the shortest wait
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if CUDA was asked for by name and cannot
     *     be used
     */
    static OrtRuntime start(Device wanted, int threads, Precision precision) {
        NativeEnvironment.disableTelemetry();
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "voxfarm");
        DeviceChoice choice =
                new DeviceChoice(
                        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                        CudaDriver::ask,
                        cuda ->
                                DeviceProbe.run(
                                        new OrtRuntime(environment, cuda, threads, Precision.EXACT)
                                                ::openOnDeviceAlone),
                        RuntimeLibraries::lackingForCuda);
        return new OrtRuntime(environment, choice.of(wanted), threads, precision);
    }

    /** As the other, in single precision. */
    static OrtRuntime start(Device wanted, int threads) {
        return start(wanted, threads, Precision.EXACT);
    }

    /** Of what a GPU may compute less exactly. */
    Precision precision() {
        return precision;
    }

    /** The same runtime without its GPU. */
    OrtRuntime onCpu() {
        return new OrtRuntime(environment, new Device.Cpu(), threads, precision);
    }

    /** The same runtime and device, exactly computed. */
    OrtRuntime exactly() {
        return new OrtRuntime(environment, device, threads, Precision.EXACT);
    }

    Computation computation() {
        return device instanceof Device.Cuda ? Computation.cuda(precision) : Computation.CPU;
    }

    Device device() {
        return device;
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** Opens a model that is always computed exactly, as {@link #open(Path, Precision)}. */
    OrtSession open(Path model) {
        return open(model, Precision.EXACT);
    }

    /**
     * Opens a model by path, so that the runtime maps the weights beside it.
     *
     * @throws VoxfarmException {@code VOICE_BROKEN} if the runtime refuses it
     */
    OrtSession open(Path model, Precision own) {
        return open(model, own, Convolutions.HEURISTIC, Map.of());
    }

    /** As {@link #open(Path)}, and refuses what would run on the CPU for want of the device. */
    OrtSession openOnDeviceAlone(Path model) {
        return open(
                model,
                Precision.EXACT,
                Convolutions.HEURISTIC,
                device instanceof Device.Cuda
                        ? Map.of("session.disable_cpu_ep_fallback", "1")
                        : Map.of());
    }

    /** How a GPU's convolutions are chosen, best first. */
    enum Convolutions {
        /** Fast to load and mostly best; cuDNN finds none for some shapes. */
        HEURISTIC("HEURISTIC", "1"),
        /** As the graph lies. */
        PLAIN_HEURISTIC("HEURISTIC", "0"),
        /** Tries them all, which takes seconds. */
        EXHAUSTIVE("EXHAUSTIVE", "0"),
        /** Whatever runs. */
        DEFAULT("DEFAULT", "0");

        private final String search;
        private final String channelsLast;

        Convolutions(String search, String channelsLast) {
            this.search = search;
            this.channelsLast = channelsLast;
        }
    }

    private OrtSession open(
            Path model, Precision own, Convolutions convolutions, Map<String, String> entries) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // an idle worker must not burn a core
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                options.addConfigEntry(entry.getKey(), entry.getValue());
            }
            if (device instanceof Device.Cuda cuda) {
                addCuda(options, cuda, own, convolutions);
            }
            return environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN,
                    model + ": the runtime cannot load it: " + e.getMessage(),
                    e);
        }
    }

    /** The arena grows by what is asked for, not by doubling. */
    private static void addCuda(
            OrtSession.SessionOptions options,
            Device.Cuda cuda,
            Precision precision,
            Convolutions convolutions)
            throws OrtException {
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(cuda.number())) {
            provider.add("cudnn_conv_algo_search", convolutions.search);
            provider.add("prefer_nhwc", convolutions.channelsLast);
            provider.add("arena_extend_strategy", "kSameAsRequested");
            provider.add("use_tf32", precision == Precision.EXACT ? "0" : "1");
            options.addCUDA(provider);
        }
    }

    /** Sessions that are closed together unless all of them could be opened. */
    static final class Opened implements AutoCloseable {
        private final OrtRuntime runtime;
        private final List<OrtSession> sessions = new ArrayList<>();

        Opened(OrtRuntime runtime) {
            this.runtime = runtime;
        }

        OrtSession open(Path model) {
            return open(model, Precision.EXACT);
        }

        OrtSession open(Path model, Precision precision) {
            OrtSession session = runtime.open(model, precision);
            sessions.add(session);
            return session;
        }

        /** What shows that a session runs. */
        @FunctionalInterface
        interface Trial {
            void run(OrtSession session) throws OrtException;
        }

        /**
         * A model with convolutions of one shape, in the first way of choosing them in which it
         * runs: cuDNN has no answer for some shapes in some of them.
         *
         * @throws VoxfarmException {@code VOICE_BROKEN} if it runs in none
         */
        OrtSession openTuned(Path model, Trial trial) {
            Convolutions[] ways =
                    runtime.device instanceof Device.Cuda
                            ? Convolutions.values()
                            : new Convolutions[] {Convolutions.DEFAULT};
            List<String> failures = new ArrayList<>();
            for (Convolutions way : ways) {
                OrtSession session = runtime.open(model, runtime.precision, way, Map.of());
                sessions.add(session); // closed with the others whatever the trial throws
                try {
                    trial.run(session);
                    return session;
                } catch (OrtException e) {
                    failures.add(way + ": " + e.getMessage());
                    sessions.remove(session);
                    OrtRuntime.close(session);
                }
            }
            throw VoxfarmException.of(
                    ErrorCode.VOICE_BROKEN, "%s: does not run: %s", model, failures);
        }

        /** From now on somebody else closes them. */
        void keep() {
            sessions.clear();
        }

        @Override
        public void close() {
            sessions.forEach(OrtRuntime::close);
        }
    }

    /**
     * Of the tensors, those that the model takes: which a cut graph still needs depends on the
     * voice.
     */
    static Map<String, OnnxTensor> only(OrtSession session, Map<String, OnnxTensor> tensors) {
        Map<String, OnnxTensor> taken = new HashMap<>(tensors);
        taken.keySet().retainAll(session.getInputNames());
        return taken;
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.INTERNAL, "closing a session failed: " + e.getMessage(), e);
        }
    }
}
