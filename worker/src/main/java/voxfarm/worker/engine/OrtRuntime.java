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
import voxfarm.worker.cuda.CudaDriver;

/** ONNX Runtime, set up once a process. Thread-safe. */
final class OrtRuntime {
    private final OrtEnvironment environment;
    private final Device device;
    private final int threads;

    private OrtRuntime(OrtEnvironment environment, Device device, int threads) {
        this.environment = environment;
        this.device = device;
        this.threads = threads;
    }

    /**
     * @param wanted {@code Auto} is resolved here
     * @param threads of one run; 1 is the most work per core, more the shortest wait
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if CUDA was asked for by name and cannot
     *     be used
     */
    static OrtRuntime start(Device wanted, int threads) {
        NativeEnvironment.disableTelemetry();
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "voxfarm");
        DeviceChoice choice =
                new DeviceChoice(
                        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                        CudaDriver::ask,
                        cuda ->
                                DeviceProbe.run(
                                        new OrtRuntime(environment, cuda, threads)
                                                ::openOnDeviceAlone),
                        RuntimeLibraries::lackingForCuda);
        return new OrtRuntime(environment, choice.of(wanted), threads);
    }

    Device device() {
        return device;
    }

    OrtEnvironment environment() {
        return environment;
    }

    /**
     * Opens a model by path, so that the runtime maps the weights beside it.
     *
     * @throws VoxfarmException {@code VOICE_BROKEN} if the runtime refuses it
     */
    OrtSession open(Path model) {
        return open(model, Map.of());
    }

    /** As {@link #open(Path)}, and refuses what would run on the CPU for want of the device. */
    OrtSession openOnDeviceAlone(Path model) {
        return device instanceof Device.Cuda
                ? open(model, Map.of("session.disable_cpu_ep_fallback", "1"))
                : open(model);
    }

    private OrtSession open(Path model, Map<String, String> entries) {
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
                addCuda(options, cuda);
            }
            return environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.VOICE_BROKEN,
                    model + ": the runtime cannot load it: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Convolutions by heuristic: the default tunes them anew for every length. The arena grows by
     * what is asked for, not by doubling.
     */
    private static void addCuda(OrtSession.SessionOptions options, Device.Cuda cuda)
            throws OrtException {
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(cuda.number())) {
            provider.add("cudnn_conv_algo_search", "HEURISTIC");
            provider.add("arena_extend_strategy", "kSameAsRequested");
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
            OrtSession session = runtime.open(model);
            sessions.add(session);
            return session;
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
