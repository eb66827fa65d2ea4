package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.util.MultipartUtil;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What a caller sends as a form, all of it UTF-8. The head of each of its parts may announce a
 * charset as the head of the body may, and is held to the same.
 */
public final class Form {
    private static final String MULTIPART = "multipart/form-data";
    private static final String ENCODED = "application/x-www-form-urlencoded";

    /** A field that names the charset of all others, as browsers may send it. */
    private static final String CHARSET_FIELD = "_charset_";

    private final Function<String, Optional<String>> texts;
    private final Predicate<String> files;

    private Form(Function<String, Optional<String>> texts, Predicate<String> files) {
        this.texts = texts;
        this.files = files;
    }

    /** Whether the body of a call is announced to be a form. */
    public static boolean isSent(Context ctx) {
        String type = type(ctx);
        return type.startsWith(MULTIPART) || type.startsWith(ENCODED);
    }

    private static String type(Context ctx) {
        return Optional.ofNullable(ctx.contentType()).orElse("").toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the form of a call, within the server's bounds.
     *
     * @throws HttpResponseException 415 if it is announced in another charset
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is no form
     */
    public static Form read(Context ctx) {
        if (type(ctx).startsWith(ENCODED)) {
            Utf8Stream.requireEncoded(ctx.bodyAsBytes(), "body");
            Map<String, String> fields =
                    UrlEncoded.values(new String(ctx.bodyAsBytes(), StandardCharsets.UTF_8));
            return new Form(name -> Optional.ofNullable(fields.get(name)), _ -> false);
        }
        var _ = ctx.uploadedFiles(); // reads all parts within the server's bounds
        Collection<Part> parts = parts(ctx);
        requireUtf8(ctx, parts);
        return new Form(
                name -> first(parts, name).map(part -> text(part, name)),
                name -> parts.stream().anyMatch(part -> isFile(part, name)));
    }

    /** A browser sends a field for a file, without a name and empty, where nobody chose one. */
    private static boolean isFile(Part part, String name) {
        String file = part.getSubmittedFileName();
        return name.equals(part.getName())
                && file != null
                && !(file.isEmpty() && part.getSize() == 0);
    }

    private static Collection<Part> parts(Context ctx) {
        try {
            return List.copyOf(ctx.req().getParts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "body: not well-formed multipart/form-data", e);
        }
    }

    /**
     * The parts of a form of files, each on disk while the call lasts. A call whose form is given
     * up is closed behind its answer.
     *
     * @param folder for the files of parts, an empty one
     * @param most bytes of all of them
     * @param tooLarge what is thrown where they are more
     * @throws IOException if the caller breaks off, or this machine cannot keep them
     * @throws HttpResponseException 415 if a part is in another charset
     * @throws VoxfarmException {@code INVALID_REQUEST} if it is no form
     */
    public static Collection<Part> uploaded(
            Context ctx, Path folder, long most, Supplier<VoxfarmException> tooLarge)
            throws IOException {
        ctx.req()
                .setAttribute(
                        MultipartUtil.MULTIPART_CONFIG_ATTRIBUTE,
                        new MultipartConfigElement(folder.toString(), most, most, 0));
        Collection<Part> parts;
        try {
            parts = ctx.req().getParts();
        } catch (IOException | ServletException | RuntimeException e) {
            ErrorMapper.closeAfter(ctx);
            Optional<FormFault> fault = FormFault.of(e);
            if (fault.isPresent()) {
                throw fault.get() == FormFault.TOO_LARGE ? tooLarge.get() : fault.get().refusal();
            }
            Optional<HttpResponseException> charset = charsetFault(e);
            if (charset.isPresent()) {
                throw charset.get();
            }
            Optional<FileSystemException> disk =
                    ErrorMapper.causes(e)
                            .filter(FileSystemException.class::isInstance)
                            .map(FileSystemException.class::cast)
                            .findFirst();
            if (disk.isPresent()) {
                throw disk.get();
            }
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, "body: not well-formed multipart/form-data", e);
        }
        requireUtf8(ctx, parts);
        return parts;
    }

    private static Optional<Part> first(Collection<Part> parts, String name) {
        return parts.stream()
                .filter(part -> name.equals(part.getName()))
                .filter(part -> part.getSubmittedFileName() == null)
                .findFirst();
    }

    private static String text(Part part, String name) {
        return new String(Utf8Stream.require(bytes(part), name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Part part) {
        try (InputStream in = part.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a form of which a part is in another charset.
     *
     * @throws HttpResponseException 415
     */
    public static void requireUtf8(Context ctx, Collection<Part> parts) {
        for (Part part : parts) {
            String where = "part " + Problems.quote(String.valueOf(part.getName()));
            part.getHeaders("Content-Type")
                    .forEach(type -> BodyCodings.requireUtf8(ctx, where + ": Content-Type", type));
            if (CHARSET_FIELD.equals(part.getName())) {
                BodyCodings.requireRead(
                        ctx, where, new String(bytes(part), StandardCharsets.US_ASCII));
            }
        }
    }

    /**
     * The answer to a form that the server gave up because of a charset that it does not know,
     * before anybody here could look at its parts.
     */
    public static Optional<HttpResponseException> charsetFault(Throwable e) {
        return ErrorMapper.anyCause(
                        e,
                        cause ->
                                cause instanceof UnsupportedCharsetException
                                        || cause instanceof IllegalCharsetNameException)
                ? Optional.of(
                        new HttpResponseException(
                                HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                                "the form: expected charset utf-8 in all its parts, found one that"
                                        + " is not known"))
                : Optional.empty();
    }

    /** A field. Throws {@code INVALID_REQUEST} if it is not UTF-8. */
    public Optional<String> text(String name) {
        return texts.apply(name);
    }

    public boolean hasFile(String name) {
        return files.test(name);
    }
}
