package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWordsCodec;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.Device;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.Predicted;
import voxfarm.worker.engine.StageTimes;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;

/**
 * An engine in a process of its own. When that dies, by a crash in native code, for want of memory,
 * by a hand, the calls in it that may be why fail with {@code ENGINE_DIED}, all others with {@code
 * NOT_READY}; the next call finds a new process. Voices are loaded there by {@link
 * LoadedVoice#revive}. No call takes longer than {@link Patience} says. Thread-safe.
 */
public final class IsolatedEngine implements SynthesisEngine {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatedEngine.class);
    private static final String AUTO = new Device.Auto().toString();
    private static final String CPU = new Device.Cpu().toString();

    /**
     * How long the process may take to answer before it is killed.
     *
     * @param speak of a call; a segment is some seconds of speech, what takes minutes hangs
     */
    record Patience(Duration start, Duration load, Duration speak, Duration close) {
        static final Patience USUAL =
                new Patience(
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(10));
    }

    private final EngineSettings settings;
    private final Function<Path, ProcessBuilder> command;
    private final Patience patience;

    /** Written under this, read by anybody: a process that starts holds nobody up who only asks. */
    private volatile Optional<Alive> running = Optional.empty();

    private volatile String device = "";
    private volatile Computation computation = Computation.CPU;

    /** Why the last start failed; empty if it did not. */
    private volatile Optional<String> problem = Optional.empty();

    /** Guarded by this. */
    private boolean closed;

    private IsolatedEngine(
            EngineSettings settings, Function<Path, ProcessBuilder> command, Patience patience) {
        this.settings = settings;
        this.command = command;
        this.patience = patience;
    }

    /**
     * Starts the process.
     *
     * @param command of a process that calls {@link EngineHost#serve}, given the folder for its
     *     temporary files
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if the device cannot be used
     */
    public static IsolatedEngine start(
            EngineSettings settings, Function<Path, ProcessBuilder> command) {
        return start(settings, command, Patience.USUAL);
    }

    static IsolatedEngine start(
            EngineSettings settings, Function<Path, ProcessBuilder> command, Patience patience) {
        IsolatedEngine engine = new IsolatedEngine(settings, command, patience);
        engine.alive();
        return engine;
    }

    /** A process and which of all it is, from 1. */
    private record Alive(EngineProcess process, int generation) {}

    private synchronized Alive alive() {
        if (closed) {
            throw new IllegalStateException("engine: closed");
        }
        Optional<Alive> last = running;
        if (last.isEmpty() || last.get().process().dead()) {
            EngineProcess fresh = begin();
            last = Optional.of(new Alive(fresh, last.map(Alive::generation).orElse(0) + 1));
            running = last;
            LOG.info("the engine runs in process {} on {}", fresh.pid(), device);
        }
        return last.get();
    }

    private EngineProcess begin() {
        try {
            EngineProcess fresh = begin(settings);
            problem = Optional.empty();
            return fresh;
        } catch (VoxfarmException e) {
            problem = Optional.of(e.getMessage());
            throw e;
        }
    }

    /** A driver may take the process with it when it is tried: {@code auto} is the CPU then. */
    private EngineProcess begin(EngineSettings wanted) {
        EngineProcess fresh = new EngineProcess(command);
        try {
            JsonNode started = start(fresh, wanted);
            device = started.path("device").asText();
            computation = Computation.valueOf(started.path("computation").asText());
            return fresh;
        } catch (VoxfarmException e) {
            fresh.close();
            if (e.code() != ErrorCode.ENGINE_DIED) {
                throw e;
            }
            if (!wanted.device().equals(AUTO)) {
                throw notStarted(e);
            }
            LOG.warn(
                    "device auto: using the CPU, for trying CUDA ended the engine's process: {}",
                    e.getMessage());
            return begin(wanted.on(CPU));
        }
    }

    /** The device it is on, and how it computes there. */
    private JsonNode start(EngineProcess fresh, EngineSettings wanted) {
        return fresh.call(Messages.Kind.START, wanted.toJson(), patience.start()).document();
    }

    /** Whoever asked for the engine then did not do it. */
    private static VoxfarmException notStarted(VoxfarmException e) {
        return new VoxfarmException(
                ErrorCode.NOT_READY, "the engine did not start: " + e.getMessage(), e);
    }

    @Override
    public Optional<String> lacks(VoiceManifest voice) {
        return settings.lacks(voice); // the process is of this machine, and has this one's path
    }

    @Override
    public String device() {
        return device;
    }

    /** A process that died is no problem: who speaks next starts another. */
    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public OptionalLong memoryBytes() {
        return ofProcess(EngineProcess::residentBytes);
    }

    @Override
    public OptionalLong arenaBytes() {
        return ofProcess(EngineProcess::anonymousBytes);
    }

    private OptionalLong ofProcess(Function<EngineProcess, OptionalLong> figure) {
        return running.map(Alive::process)
                .filter(process -> !process.dead())
                .map(figure)
                .orElse(OptionalLong.empty());
    }

    /** Process id of the engine, for those who watch or kill it. */
    public long pid() {
        return alive().process().pid();
    }

    @Override
    public Computation computation() {
        return computation;
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        return load(voice, false);
    }

    @Override
    public LoadedVoice loadExact(VoicePackage voice) {
        return load(voice, true);
    }

    private LoadedVoice load(VoicePackage voice, boolean exact) {
        IsolatedVoice loaded = new IsolatedVoice(voice, exact);
        loaded.revive();
        return loaded;
    }

    private final class IsolatedVoice implements LoadedVoice {
        private final VoicePackage voice;
        private final boolean exact;

        /** Generation of that process, 0 for none. Written under this, read by anybody. */
        private volatile int loadedIn;

        /** Guarded by this, as is the other. */
        private int number;

        private int batch = 1;

        private Computation computation = Computation.CPU;

        IsolatedVoice(VoicePackage voice, boolean exact) {
            this.voice = voice;
            this.exact = exact;
        }

        @Override
        public synchronized void revive() {
            Alive alive = alive();
            if (loadedIn != alive.generation()) {
                ObjectNode call =
                        Json.object().put("folder", voice.folder().toString()).put("exact", exact);
                JsonNode answer =
                        alive.process().call(Messages.Kind.LOAD, call, patience.load()).document();
                number = answer.path("voice").asInt();
                batch = answer.path("batch").asInt();
                computation = Computation.valueOf(answer.path("computation").asText());
                loadedIn = alive.generation();
            }
        }

        @Override
        public boolean isLoaded() {
            return living(loadedIn).isPresent();
        }

        /** The process that has it. */
        private synchronized EngineProcess holder() {
            return living(loadedIn)
                    .orElseThrow(() ->
                            VoxfarmException.of(
                                    ErrorCode.NOT_READY,
                                    "voice %s: the engine died and has not loaded it again yet",
                                    voice.manifest().voice()));
        }

        private synchronized int number() {
            return number;
        }

        @Override
        public synchronized int batchSize() {
            return batch;
        }

        @Override
        public synchronized Computation computation() {
            return computation;
        }

        @Override
        public List<Spoken> speakAll(List<Utterance> utterances) {
            List<Spoken> spoken = new ArrayList<>();
            for (List<Utterance> some : UtterancesCodec.calls(utterances)) {
                spoken.addAll(call(some));
            }
            return spoken;
        }

        private List<Spoken> call(List<Utterance> utterances) {
            EngineProcess holder = holder();
            ObjectNode call = Json.object().put("voice", number());
            UtterancesCodec.write(utterances, call);
            Messages.Frame answer = holder.call(Messages.Kind.SPEAK, call, patience.speak());
            Fields fields = new Fields(answer.document(), new Problems());
            List<Spoken> spoken = new ArrayList<>();
            int at = 0;
            for (Fields one : fields.objects("spoken")) {
                int count = (int) one.integer("samples", 0, Integer.MAX_VALUE);
                float[] samples = Arrays.copyOfRange(answer.samples(), at, at + count);
                at += count;
                spoken.add(
                        new Spoken(
                                new PcmAudio(
                                        samples, (int) one.integer("sample_rate", 1000, 384_000)),
                                Warning.read(one),
                                SpokenWordsCodec.read(one),
                                Predicted.read(one),
                                1));
            }
            Fields took = fields.object("stages");
            for (StageTimes.Stage stage : StageTimes.Stage.values()) {
                StageTimes.tell(stage, took.integer(stage.wireName(), 0, Long.MAX_VALUE));
            }
            fields.problems().throwIfAny(ErrorCode.INTERNAL);
            return spoken;
        }

        @Override
        public void close() {
            Optional<EngineProcess> holder = release();
            if (holder.isPresent()) {
                try {
                    var _ =
                            holder.get()
                                    .call(
                                            Messages.Kind.CLOSE,
                                            Json.object().put("voice", number()),
                                            patience.close());
                } catch (VoxfarmException e) {
                    LOG.debug("voice {}: {}", voice.manifest().voice(), e.getMessage());
                }
            }
        }

        private synchronized Optional<EngineProcess> release() {
            Optional<EngineProcess> holder = living(loadedIn);
            loadedIn = 0;
            return holder;
        }
    }

    private Optional<EngineProcess> living(int of) {
        return running.filter(alive -> alive.generation() == of)
                .map(Alive::process)
                .filter(process -> !process.dead());
    }

    @Override
    public void close() {
        Optional<Alive> last;
        synchronized (this) {
            closed = true;
            last = running;
            running = Optional.empty();
        }
        last.map(Alive::process).ifPresent(EngineProcess::close);
    }
}
