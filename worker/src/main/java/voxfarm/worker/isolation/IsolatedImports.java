package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.BoundedFile;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.common.voice.VoiceVersion;
import voxfarm.models.importer.PackageMaker;
import voxfarm.models.importer.VoiceSource;
import voxfarm.worker.engine.RuntimeLibraries;

/**
 * Makes each package in a process of its own, with a heap and a time of its own and without this
 * process's environment: what a hostile file does there costs one import. The voice is loaded and
 * run there once before it counts. Thread-safe; an interrupted thread ends its import.
 */
public final class IsolatedImports implements PackageMaker {
    private static final Logger LOG = LoggerFactory.getLogger(IsolatedImports.class);

    /** The largest voices take less than one, on a slow disk. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final long MAX_ANSWER_BYTES = 16L << 20;

    /** What Java says by its exit code when its heap is full. */
    private static final int OUT_OF_MEMORY = 3;

    private final Function<Path, ProcessBuilder> command;
    private final Duration longest;

    /**
     * @param libraries of the runtime, which tries the voices
     */
    public IsolatedImports(RuntimeLibraries libraries) {
        this(EngineCommand.ofImport(ImportHost.class.getName(), libraries), LONGEST);
    }

    /**
     * @param command starts a process that calls {@link ImportHost#serve}
     * @param longest of one import
     */
    IsolatedImports(Function<Path, ProcessBuilder> command, Duration longest) {
        this.command = command;
        this.longest = longest;
    }

    @Override
    public VoiceManifest make(
            VoiceSource source, Map<String, String> sources, VoiceVersion version, Path folder) {
        long begun = System.nanoTime();
        try (TemporaryFolder temporary = TemporaryFolder.create("import-")) {
            Path answer = temporary.path().resolve("answer.json");
            run(new ImportCall(source, sources, version, folder, answer), temporary.path());
            VoiceManifest manifest = read(source, answer);
            if (!manifest.voice().equals(source.voice()) || !manifest.version().equals(version)) {
                throw new VoxfarmException(ErrorCode.INTERNAL, "an import made another voice");
            }
            LOG.debug(
                    "voice {} imported in {} ms",
                    source.voice(),
                    (System.nanoTime() - begun) / 1_000_000);
            return manifest;
        } catch (IOException e) {
            throw cannotStart(e);
        }
    }

    private static VoxfarmException cannotStart(IOException e) {
        return new VoxfarmException(
                ErrorCode.NOT_READY, "an import's process cannot be started: " + e, e);
    }

    private void run(ImportCall call, Path temporary) {
        Process process;
        try {
            process =
                    command.apply(temporary)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw cannotStart(e);
        }
        // open for as long as this process lives: its end is the import's
        OutputStream in = process.getOutputStream();
        try {
            call.write(in);
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw invalid(call, "the import took longer than " + longest + " and was stopped");
            }
            judge(call, process.exitValue());
        } catch (IOException e) {
            throw invalid(
                    call, "the import's process ended before it was asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoxfarmException(ErrorCode.NOT_READY, "this process is stopping", e);
        } finally {
            end(process);
            CrashReport.log(LOG, process.pid(), temporary);
        }
    }

    /** Waits for its end: only then its files can be deleted. */
    private static void end(Process process) {
        process.destroyForcibly();
        boolean _ = process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join() != null;
    }

    private static void judge(ImportCall call, int status) {
        if (status == OUT_OF_MEMORY) {
            throw invalid(
                    call,
                    "the import needed more than "
                            + EngineCommand.IMPORT_HEAP_MIB
                            + " MiB of memory");
        }
        if (status != 0) {
            throw invalid(
                    call,
                    "the import's process died: "
                            + (status > 128 ? "signal " + (status - 128) : "exit " + status));
        }
    }

    private static VoxfarmException invalid(ImportCall call, String why) {
        return new VoxfarmException(
                ErrorCode.INVALID_VOICE, "voice " + call.source().voice() + ": " + why);
    }

    private static VoiceManifest read(VoiceSource source, Path file) {
        ObjectNode answer =
                Json.readObject(
                        BoundedFile.read(file, MAX_ANSWER_BYTES, ErrorCode.INTERNAL),
                        "import of " + source.voice(),
                        ErrorCode.INTERNAL);
        if (answer.get(ImportHost.MANIFEST) instanceof ObjectNode manifest) {
            return VoiceManifestCodec.read(Json.bytes(manifest));
        }
        Fields fields = new Fields(answer, new Problems());
        throw new VoxfarmException(
                ErrorCode.ofWireName(fields.text(ImportHost.CODE)).orElse(ErrorCode.INTERNAL),
                fields.text(ImportHost.MESSAGE));
    }
}
