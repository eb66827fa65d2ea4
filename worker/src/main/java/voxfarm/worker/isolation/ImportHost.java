package voxfarm.worker.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.common.voice.VoiceManifestCodec;
import voxfarm.models.importer.PackageMaker;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.VoiceTrial;

/**
 * The process of one import: reads what it is asked for on standard input, writes the package and
 * the outcome into files, and ends; also when its parent does.
 */
public final class ImportHost {
    static final String MANIFEST = "manifest";
    static final String CODE = "code";
    static final String MESSAGE = "message";

    private static final Logger LOG = LoggerFactory.getLogger(ImportHost.class);
    private static final int FAILED = 70;

    private ImportHost() {}

    /** Ends with the process. */
    public static void main(String[] args) {
        PackageMaker maker = PackageMaker.here(InstantSource.system());
        serve((source, sources, version, folder) -> {
            VoiceManifest manifest = maker.make(source, sources, version, folder);
            VoiceTrial.run(new VoicePackage(manifest, folder));
            return manifest;
        });
    }

    /**
     * Does one import and ends the process.
     *
     * @param maker writes the package
     */
    static void serve(PackageMaker maker) {
        int status = 0;
        try {
            EngineHost.offerToTheKernel();
            InputStream in = System.in;
            ImportCall call = ImportCall.read(in);
            Thread.ofPlatform().name("parent").daemon().start(() -> endWithParent(in));
            Files.write(call.answer(), Json.bytes(outcome(call, maker)));
        } catch (Throwable e) { // errors too: the parent hears of the status
            LOG.error("an import ends without an answer", e);
            status = FAILED;
        } finally {
            Runtime.getRuntime().halt(status); // nothing here is worth an orderly end
        }
    }

    /** Nothing more is ever written to it: its end is the parent's. */
    private static void endWithParent(InputStream in) {
        try {
            while (in.read() >= 0) {
                LOG.debug("more than one call");
            }
        } catch (IOException e) {
            LOG.debug("the parent has gone: {}", e.getMessage());
        }
        Runtime.getRuntime().halt(FAILED);
    }

    private static ObjectNode outcome(ImportCall call, PackageMaker maker) throws IOException {
        try {
            VoiceManifest manifest =
                    maker.make(call.source(), call.sources(), call.version(), call.folder());
            ObjectNode answer = Json.object();
            answer.set(
                    MANIFEST,
                    Json.readObject(
                            VoiceManifestCodec.write(manifest), MANIFEST, ErrorCode.INTERNAL));
            return answer;
        } catch (VoxfarmException e) {
            return error(e.code(), e.getMessage());
        } catch (RuntimeException e) {
            return error(ErrorCode.INTERNAL, Defects.told(LOG, "an import", e));
        } catch (StackOverflowError e) {
            LOG.warn("an import needed too much stack: {}", e.toString());
            return error(ErrorCode.INVALID_VOICE, "the files are nested too deep");
        }
    }

    private static ObjectNode error(ErrorCode code, String message) {
        return Json.object().put(CODE, code.wireName()).put(MESSAGE, message);
    }
}
