package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.clip.SpokenWordsCodec;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.lifecycle.HeapTrimmer;
import voxfarm.common.plan.Warning;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.EngineSettings;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.StageTimes;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;

/**
 * The process that holds the engine: does what comes in on standard input, answers on the pipe that
 * {@link EngineCommand} sets apart, and ends with its parent.
 */
public final class EngineHost {
    private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);
    private static final long MAX_MANIFEST_BYTES = 16L << 20;

    /** Of all processes, the kernel shall take this one when memory is short. */
    private static final String FIRST_TO_GO = "500";

    private static final int FAILED = 70;

    private final Messages frames;
    private final Function<EngineSettings, SynthesisEngine> starter;
    private final Map<Integer, LoadedVoice> voices = new ConcurrentHashMap<>();
    private final AtomicInteger lastVoice = new AtomicInteger();
    private final ExecutorService calls =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().name("engine-", 0).daemon().factory());
    private Optional<SynthesisEngine> engine = Optional.empty();

    private EngineHost(Messages frames, Function<EngineSettings, SynthesisEngine> starter) {
        this.frames = frames;
        this.starter = starter;
    }

    /** Ends with the process. */
    public static void main(String[] args) {
        serve(EngineSettings::start);
    }

    /**
     * Serves until the parent ends.
     *
     * @param starter makes the engine
     */
    public static void serve(Function<EngineSettings, SynthesisEngine> starter) {
        InputStream in = System.in;
        offerToTheKernel();
        new HeapTrimmer().start();
        int status = 0;
        try (OutputStream out = openPipe()) {
            new EngineHost(new Messages(in, out, JsonBudget.CALL), starter).run();
        } catch (IOException e) {
            LOG.debug("the farm has gone: {}", e.getMessage());
        } catch (Throwable e) { // errors too: a process that reads no more calls must not live on
            LOG.error("the engine's process ends", e);
            status = FAILED;
        } finally {
            Runtime.getRuntime().halt(status); // nothing here is worth an orderly end
        }
    }

    private static OutputStream openPipe() throws IOException {
        return new FileOutputStream("/dev/fd/" + EngineCommand.FRAMES_DESCRIPTOR);
    }

    static void offerToTheKernel() {
        try {
            Path score = Path.of("/proc/self/oom_score_adj");
            if (Files.isWritable(score)) {
                Files.writeString(score, FIRST_TO_GO);
            }
        } catch (IOException e) {
            LOG.debug("not told to the kernel: {}", e.getMessage());
        }
    }

    private void run() throws IOException {
        for (Optional<Messages.Frame> frame = frames.read();
                frame.isPresent();
                frame = frames.read()) {
            Messages.Frame call = frame.get();
            calls.execute(() -> answer(call));
        }
    }

    /** Whatever happens, the caller learns of it: by an answer, or by the end of this process. */
    private void answer(Messages.Frame call) {
        try {
            answer(call, outcome(call));
        } catch (IOException e) {
            Runtime.getRuntime().halt(0); // nobody listens any more
        } catch (Throwable e) { // half a frame may be in the pipe
            LOG.error("the engine's process ends, as it cannot answer", e);
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void answer(Messages.Frame call, Messages.Frame outcome) throws IOException {
        try {
            frames.write(outcome);
        } catch (VoxfarmException e) { // too large, and nothing of it is in the pipe
            frames.write(error(call, e.code(), e.getMessage()));
        }
    }

    private Messages.Frame outcome(Messages.Frame call) {
        try {
            return handle(call);
        } catch (VoxfarmException e) {
            return error(call, e.code(), e.getMessage());
        } catch (RuntimeException e) {
            return error(call, ErrorCode.INTERNAL, Defects.told(LOG, "a call", e));
        } catch (Error e) {
            // memory of the heap ends the process by itself; a text that exhausts the stack, a
            // class that is missing or no room for a buffer or a thread concern this call alone
            return error(call, ErrorCode.ENGINE_FAILED, Defects.told(LOG, "a call", e));
        }
    }

    private static Messages.Frame error(Messages.Frame call, ErrorCode code, String message) {
        return Messages.error(call.call(), code, message);
    }

    private static Messages.Frame answer(
            Messages.Frame call, ObjectNode document, float[] samples) {
        return new Messages.Frame(call.call(), Messages.Kind.ANSWER, document, samples);
    }

    private Messages.Frame handle(Messages.Frame call) {
        ObjectNode document = call.document();
        return switch (call.kind()) {
            case START -> start(call);
            case LOAD -> load(call);
            case SPEAK -> speak(call);
            case CLOSE -> {
                LoadedVoice voice = voices.remove(document.path("voice").asInt());
                if (voice != null) {
                    voice.close();
                }
                yield answer(call, Json.object(), new float[0]);
            }
            case ERROR -> call; // it could not be read
            case ANSWER -> throw new VoxfarmException(ErrorCode.INTERNAL, "an answer is no call");
        };
    }

    private synchronized Messages.Frame start(Messages.Frame call) {
        SynthesisEngine started = starter.apply(EngineSettings.read(call.document()));
        engine = Optional.of(started);
        return answer(
                call,
                Json.object()
                        .put("device", started.device())
                        .put("computation", started.computation().name()),
                new float[0]);
    }

    private synchronized SynthesisEngine engine() {
        return engine.orElseThrow(
                () -> new VoxfarmException(ErrorCode.INTERNAL, "the engine was not started"));
    }

    private Messages.Frame load(Messages.Frame call) {
        Path folder = Path.of(call.document().path("folder").asText());
        byte[] manifest =
                BoundedFile.read(
                        folder.resolve(VoicePackage.MANIFEST),
                        MAX_MANIFEST_BYTES,
                        ErrorCode.VOICE_BROKEN);
        VoicePackage voicePackage = new VoicePackage(VoiceManifestCodec.read(manifest), folder);
        LoadedVoice voice =
                call.document().path("exact").asBoolean()
                        ? engine().loadExact(voicePackage)
                        : engine().load(voicePackage);
        int number = lastVoice.incrementAndGet();
        voices.put(number, voice);
        return answer(
                call,
                Json.object()
                        .put("voice", number)
                        .put("batch", voice.batchSize())
                        .put("computation", voice.computation().name()),
                new float[0]);
    }

    private Messages.Frame speak(Messages.Frame call) {
        Fields fields = new Fields(call.document(), new Problems());
        LoadedVoice voice = voices.get((int) fields.integer("voice", 1, Integer.MAX_VALUE));
        if (voice == null) {
            throw new VoxfarmException(ErrorCode.INTERNAL, "that voice is not loaded");
        }
        List<Utterance> utterances = UtterancesCodec.read(fields);
        fields.problems().throwIfAny(ErrorCode.INTERNAL);
        StageTimes stages = new StageTimes();
        List<LoadedVoice.Spoken> spoken = stages.during(() -> voice.speakAll(utterances));
        int length = spoken.stream().mapToInt(s -> s.audio().samples().length).sum();
        float[] samples = new float[length];
        ObjectNode answer = Json.object();
        ObjectNode took = answer.putObject("stages");
        for (StageTimes.Stage stage : StageTimes.Stage.values()) {
            took.put(stage.wireName(), stages.nanos(stage));
        }
        ArrayNode list = answer.putArray("spoken");
        int at = 0;
        for (LoadedVoice.Spoken one : spoken) {
            float[] own = one.audio().samples();
            System.arraycopy(own, 0, samples, at, own.length);
            at += own.length;
            ObjectNode item =
                    list.addObject()
                            .put("sample_rate", one.audio().sampleRateHz())
                            .put("samples", own.length);
            item.set("warnings", Warning.write(one.warnings()));
            item.set("words", SpokenWordsCodec.write(one.words()));
            one.predicted().ifPresent(predicted -> predicted.write(item));
        }
        return answer(call, answer, samples);
    }
}
