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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** ONNX Runtime, set up once a process. Thread-safe. */
final class OrtRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(OrtRuntime.class);

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
        return new OrtRuntime(environment, resolve(wanted), threads);
    }

    private static Device resolve(Device wanted) {
        return switch (wanted) {
            case Device.Cpu cpu -> cpu;
            case Device.Cuda cuda -> {
                checkCuda(cuda);
                yield cuda;
            }
            case Device.Auto _ -> automatic();
        };
    }

    private static Device automatic() {
        Device.Cuda first = new Device.Cuda(0);
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            return new Device.Cpu();
        }
        try {
            checkCuda(first);
            return first;
        } catch (VoxfarmException e) {
            LOG.info("device auto: using the CPU: {}", e.getMessage());
            return new Device.Cpu();
        }
    }

    private static void checkCuda(Device.Cuda cuda) {
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            throw VoxfarmException.of(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "device %s: this build holds the CPU runtime. Build with -Pgpu for CUDA, or use"
                            + " device: cpu",
                    cuda);
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.addCUDA(cuda.number());
        } catch (OrtException e) {
            throw new VoxfarmException(
                    ErrorCode.DEVICE_UNAVAILABLE,
                    "device "
                            + cuda
                            + ": CUDA cannot be used here (driver, CUDA 12 or cuDNN 9 missing, or"
                            + " no such GPU): "
                            + e.getMessage(),
                    e);
        }
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
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // an idle worker must not burn a core
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
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
