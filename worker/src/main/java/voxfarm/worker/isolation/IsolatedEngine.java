package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWords;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.plan.PlanCodec;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.plan.SpeechSettingsCodec;
import voxfarm.common.result.Warning;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

/**
 * An engine in a process of its own. When that dies, by a crash in native code, for want of memory,
 * by a hand, every call in it fails with {@code ENGINE_DIED}, and the next call finds a new process
 * with its voice loaded again. Thread-safe.
 */
public final class IsolatedEngine implements SynthesisEngine {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatedEngine.class);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOAD_PATIENCE = Duration.ofMinutes(10);

    /** A segment is some seconds of speech; what takes this long hangs. */
    private static final Duration SPEAK_PATIENCE = Duration.ofMinutes(5);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final EngineSettings settings;
    private final Supplier<ProcessBuilder> command;

    /** Guarded by this, as are the others. */
    private Optional<EngineProcess> process = Optional.empty();

    private String device = "";
    private int generation;
    private boolean closed;

    private IsolatedEngine(EngineSettings settings, Supplier<ProcessBuilder> command) {
        this.settings = settings;
        this.command = command;
    }

    /**
     * Starts the process.
     *
     * @param command of a process that calls {@link EngineHost#serve}
     * @throws VoxfarmException {@code DEVICE_UNAVAILABLE} if the device cannot be used
     */
    public static IsolatedEngine start(EngineSettings settings, Supplier<ProcessBuilder> command) {
        IsolatedEngine engine = new IsolatedEngine(settings, command);
        engine.alive();
        return engine;
    }

    /** A process and which of all it is. */
    private record Alive(EngineProcess process, int generation) {}

    private synchronized Alive alive() {
        if (closed) {
            throw new IllegalStateException("engine: closed");
        }
        if (process.isEmpty() || process.get().dead()) {
            EngineProcess fresh = new EngineProcess(command.get());
            try {
                device =
                        fresh.call(Frames.Kind.START, settings.toJson(), START_PATIENCE)
                                .document()
                                .path("device")
                                .asText();
            } catch (VoxfarmException e) {
                fresh.close();
                throw e;
            }
            process = Optional.of(fresh);
            generation++;
            LOG.info("the engine runs in process {} on {}", fresh.pid(), device);
        }
        return new Alive(process.get(), generation);
    }

    @Override
    public synchronized String device() {
        return device;
    }

    /** Process id of the engine, for those who watch or kill it. */
    public long pid() {
        return alive().process().pid();
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        IsolatedVoice loaded = new IsolatedVoice(voice);
        loaded.ready();
        return loaded;
    }

    private final class IsolatedVoice implements LoadedVoice {
        private final VoicePackage voice;

        /** Guarded by this, as are the others. */
        private int loadedIn;

        private int number;
        private int batch = 1;

        IsolatedVoice(VoicePackage voice) {
            this.voice = voice;
        }

        /** The process that has it, loading it there first where it is a new one. */
        private synchronized Alive ready() {
            Alive alive = alive();
            if (loadedIn != alive.generation()) {
                ObjectNode call = Json.object().put("folder", voice.folder().toString());
                JsonNode answer =
                        alive.process().call(Frames.Kind.LOAD, call, LOAD_PATIENCE).document();
                number = answer.path("voice").asInt();
                batch = answer.path("batch").asInt();
                loadedIn = alive.generation();
            }
            return alive;
        }

        private synchronized int number() {
            return number;
        }

        @Override
        public synchronized int batchSize() {
            return batch;
        }

        @Override
        public Spoken speak(Segment segment, SpeechSettings speech, Pronunciations pronunciations) {
            return speakAll(List.of(segment), speech, pronunciations).getFirst();
        }

        @Override
        public List<Spoken> speakAll(
                List<Segment> segments, SpeechSettings speech, Pronunciations pronunciations) {
            Alive alive = ready();
            ObjectNode call = Json.object().put("voice", number());
            ObjectNode asked = call.putObject("settings");
            SpeechSettingsCodec.write(speech, asked);
            call.set("segments", PlanCodec.writeSegments(segments));
            ObjectNode words = call.putObject("words");
            pronunciations.written().forEach(words::put);
            Frames.Frame answer = alive.process().call(Frames.Kind.SPEAK, call, SPEAK_PATIENCE);
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
                                SpokenWords.read(one)));
            }
            fields.problems().throwIfAny(ErrorCode.INTERNAL);
            return spoken;
        }

        @Override
        public void close() {
            Optional<EngineProcess> holder = holder();
            if (holder.isPresent()) {
                try {
                    var _ =
                            holder.get()
                                    .call(
                                            Frames.Kind.CLOSE,
                                            Json.object().put("voice", number()),
                                            CLOSE_PATIENCE);
                } catch (VoxfarmException e) {
                    LOG.debug("voice {}: {}", voice.manifest().voice(), e.getMessage());
                }
            }
        }

        private synchronized Optional<EngineProcess> holder() {
            Optional<EngineProcess> holder = living(loadedIn);
            loadedIn = 0;
            return holder;
        }
    }

    private synchronized Optional<EngineProcess> living(int of) {
        return process.filter(running -> of == generation && !running.dead());
    }

    @Override
    public void close() {
        Optional<EngineProcess> last;
        synchronized (this) {
            closed = true;
            last = process;
            process = Optional.empty();
        }
        last.ifPresent(EngineProcess::close);
    }
}
