package voxfarm.dispatcher.api.v1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.bucket.VoiceCatalog;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.files.TemporaryFolder;
import voxfarm.common.json.Json;
import voxfarm.common.voice.VoiceFileNames;
import voxfarm.common.voice.VoiceId;
import voxfarm.common.voice.VoiceImport;
import voxfarm.common.voice.VoiceManifest;
import voxfarm.dispatcher.api.Access;
import voxfarm.dispatcher.api.ErrorMapper;
import voxfarm.dispatcher.api.Form;
import voxfarm.dispatcher.api.Routes;
import voxfarm.http.BodyPace;

/**
 * {@code PUT} and {@code DELETE /v1/voices/{id}}: a voice's files as people have them into the
 * farm, and a voice out of it.
 *
 * <p>What is uploaded lies in quarantine, a folder from which no voice is ever served, until all of
 * it was read as data and turned into a package of our own. Whatever comes of it, the folder goes.
 */
public final class VoiceUploadApi {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceUploadApi.class);

    private static final int MAX_FILES = 8;
    private static final int AT_ONCE = 2;
    private static final long MAX_DROPPED_BYTES = 16 << 20;

    private final VoiceCatalog catalog;
    private final VoiceImport importer;
    private final Consumer<VoiceManifest> announce;
    private final long maxBytes;
    private final BodyPace pace;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /**
     * @param announce tells the farm to look again: the voice is new, or is gone
     * @param maxBytes of all files of an upload; 0 takes none
     * @param pace of an upload, which has one of few places meanwhile
     */
    public VoiceUploadApi(
            VoiceCatalog catalog,
            VoiceImport importer,
            Consumer<VoiceManifest> announce,
            long maxBytes,
            BodyPace pace) {
        this.pace = pace;
        this.catalog = catalog;
        this.importer = importer;
        this.announce = announce;
        this.maxBytes = maxBytes;
    }

    public void register(Routes routes) {
        routes.put("/v1/voices/{id}", Access.ADMIN, this::upload);
        routes.delete("/v1/voices/{id}", Access.ADMIN, this::remove);
    }

    private void remove(Context ctx) {
        VoiceManifest voice = VoicesApi.find(catalog, ctx);
        int files = catalog.remove(voice.voice());
        announce.accept(voice);
        LOG.info("voice {} removed, {} files", voice.voice(), files);
        ctx.status(204);
    }

    private void upload(Context ctx) {
        VoiceId id = new VoiceId(ctx.pathParam("id"));
        begin(ctx, id);
        ctx.req().setAttribute(BodyPace.ATTRIBUTE, pace);
        try (TemporaryFolder quarantine = TemporaryFolder.create("quarantine-")) {
            Path folder = receive(ctx, quarantine.path().toRealPath());
            boolean known = catalog.find(id).isPresent();
            VoiceManifest voice = imported(id, folder);
            announce.accept(voice);
            LOG.info("voice {} version {} uploaded", id, voice.version());
            ObjectNode answer = VoicesApi.describe(voice);
            // an older version that is uploaded again does not replace the newer one
            answer.put(
                    "current",
                    catalog.find(id)
                            .map(VoiceManifest::version)
                            .equals(Optional.of(voice.version())));
            ctx.status(known ? 200 : 201).header("Location", "/v1/voices/" + id);
            ctx.contentType("application/json").result(Json.prettyBytes(answer));
        } catch (IOException e) {
            throw FileFailure.notKept("the files", e);
        } finally {
            free.release();
        }
    }

    /** Takes a place for an upload that may go on; else it is not read. */
    private void begin(Context ctx, VoiceId id) {
        try {
            check(ctx, id);
            if (!free.tryAcquire()) {
                throw VoxfarmException.of(
                        ErrorCode.NOT_READY, "%d voices are being uploaded already", AT_ONCE);
            }
        } catch (VoxfarmException e) {
            dropBody(ctx);
            throw e;
        }
    }

    /**
     * A caller that is still sending when the connection closes may never see the answer. One that
     * asks first ({@code Expect}) sends nothing.
     */
    private static void dropBody(Context ctx) {
        ErrorMapper.closeAfter(ctx);
        if (ctx.header("Expect") != null) {
            return;
        }
        byte[] block = new byte[8192];
        try {
            InputStream body = ctx.req().getInputStream();
            int n = 0;
            for (long dropped = 0; n >= 0 && dropped < MAX_DROPPED_BYTES; dropped += n) {
                n = body.read(block);
            }
        } catch (IOException e) {
            LOG.debug("the caller has gone", e);
        }
    }

    private void check(Context ctx, VoiceId id) {
        if (maxBytes == 0) {
            throw new VoxfarmException(
                    ErrorCode.UNSUPPORTED,
                    "uploads are switched off (http.max-upload-mib: 0); voxfarm voice add takes a"
                            + " folder");
        }
        String type = Optional.ofNullable(ctx.contentType()).orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    "expected multipart/form-data with the voice's files, as curl -F"
                            + " a=@G_1000.pth -F b=@config.json sends them, was "
                            + Problems.quote(type));
        }
        if (ctx.req().getContentLengthLong() > maxBytes) {
            throw tooLarge();
        }
        for (VoiceManifest other : catalog.all()) {
            if (!other.voice().equals(id)
                    && other.voice().collisionKey().equals(id.collisionKey())) {
                throw VoxfarmException.of(
                        ErrorCode.ID_CONFLICT,
                        "model_id: %s and the voice %s have the same id ('.' counts as '_')",
                        id,
                        other.voice());
            }
        }
    }

    /** All files, in a folder of their own. */
    private Path receive(Context ctx, Path quarantine) throws IOException {
        Path raw = Files.createDirectory(quarantine.resolve("raw"));
        Path folder = Files.createDirectory(quarantine.resolve("voice"));
        Collection<Part> parts = Form.uploaded(ctx, raw, maxBytes, this::tooLarge);
        if (parts.isEmpty() || parts.size() > MAX_FILES) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "expected 1 to %d files, found %d",
                    MAX_FILES,
                    parts.size());
        }
        for (Part part : parts) {
            Path file = folder.resolve(name(part));
            if (Files.exists(file)) {
                throw VoxfarmException.of(
                        ErrorCode.INVALID_REQUEST, "%s: sent twice", file.getFileName());
            }
            part.write(file.toString());
        }
        return folder;
    }

    private VoxfarmException tooLarge() {
        return new VoxfarmException(
                ErrorCode.BODY_TOO_LARGE,
                "expected at most "
                        + (maxBytes >> 20)
                        + " MiB of files (http.max-upload-mib); voxfarm voice add knows no bound");
    }

    private static String name(Part part) {
        String name = part.getSubmittedFileName();
        if (name == null || !VoiceFileNames.isOne(name)) {
            throw VoxfarmException.of(
                    ErrorCode.INVALID_REQUEST,
                    "part %s: expected a file named as in the voice's folder (G_<step>.pth,"
                        + " config.json, .safetensors, style_vectors.npy, emotion.npy, voice.yml,"
                        + " or .onnx and .onnx.json), was %s",
                    Problems.quote(part.getName()),
                    name == null ? "no file" : Problems.quote(name));
        }
        return name;
    }

    private VoiceManifest imported(VoiceId id, Path folder) {
        try {
            return importer.importFolder(id, folder);
        } catch (VoxfarmException e) {
            // callers know the files by the names that they gave them
            String message =
                    e.getMessage()
                            .replace(folder + "/", "")
                            .replace(folder.toString(), "the upload");
            throw new VoxfarmException(e.code(), message, e);
        }
    }
}
