package voxfarm.dispatcher.api;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import voxfarm.common.error.Defects;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.result.ErrorInfo;
import voxfarm.http.ErrorForm;
import voxfarm.http.ProblemDocuments;

/**
 * Failures as RFC 9457 problem details; on the paths of OpenAI's interface and of Bert-VITS2's
 * server in their own forms.
 */
public final class ErrorMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    /** On every path. */
    static final ErrorForm FORM =
            (path, status, error) -> {
                if (OpenAiErrors.concern(path)) {
                    return new ErrorForm.Document(
                            OpenAiErrors.CONTENT_TYPE, OpenAiErrors.document(status, error));
                }
                if (SeedErrors.concern(path)) {
                    return new ErrorForm.Document(
                            SeedErrors.CONTENT_TYPE, SeedErrors.document(status, error));
                }
                return ErrorForm.PROBLEMS.of(path, status, error);
            };

    private ErrorMapper() {}

    public static void answer(Context ctx, VoxfarmException e) {
        if (tooSlow(e)) {
            answerSlow(ctx);
            return;
        }
        answer(ctx, e.code().httpStatus(), ErrorInfo.of(e), e.retryAfterSeconds());
    }

    /**
     * A failed request's own error: the status of its code, 500 for one that a newer build wrote.
     */
    public static void answer(Context ctx, ErrorInfo error) {
        int status = ErrorCode.ofWireName(error.code()).map(ErrorCode::httpStatus).orElse(500);
        answer(ctx, status, error);
    }

    private static void answer(Context ctx, int status, ErrorInfo error) {
        answer(ctx, status, error, VoxfarmException.RETRY_AFTER_SECONDS);
    }

    private static void answer(Context ctx, int status, ErrorInfo error, int retryAfterSeconds) {
        if (error.retryable()) {
            ctx.header("Retry-After", String.valueOf(retryAfterSeconds));
        }
        ctx.status(status);
        ErrorForm.Document document = FORM.of(ctx.path(), status, error);
        ctx.contentType(document.contentType()).result(document.bytes());
    }

    static boolean tooSlow(Throwable e) {
        return anyCause(
                e,
                cause ->
                        // of a broker or a store there are others
                        (cause instanceof TimeoutException && thrownByJetty(cause))
                                || hasStatus(cause, HttpStatus.REQUEST_TIMEOUT_408));
    }

    static boolean thrownByJetty(Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith("org.eclipse.jetty.");
    }

    private static boolean malformed(Throwable e) {
        return anyCause(e, cause -> hasStatus(cause, HttpStatus.BAD_REQUEST_400));
    }

    private static boolean hasStatus(Throwable e, int status) {
        return e instanceof HttpException http && http.getCode() == status;
    }

    /** Whether it holds of a failure, or of anything behind it. */
    static boolean anyCause(Throwable e, Predicate<Throwable> holds) {
        return causes(e).anyMatch(holds);
    }

    /** A failure, and what lies behind it. */
    public static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }

    /**
     * What is left of a form that was given up is not read: the server closes the connection, and
     * the caller must hear of it or sends the next call there.
     */
    public static void closeAfter(Context ctx) {
        ctx.header("Connection", "close");
    }

    private static void answerSlow(Context ctx) {
        answer(
                ctx,
                HttpStatus.REQUEST_TIMEOUT_408,
                new ErrorInfo(
                        ProblemDocuments.code(HttpStatus.REQUEST_TIMEOUT_408),
                        "the body of the request came too slowly",
                        false));
    }

    /** A defect: the caller gets a number to quote, the log the rest. */
    public static void answerDefect(Context ctx, Exception e) {
        if (tooSlow(e)) {
            answerSlow(ctx);
            return;
        }
        Optional<FormFault> fault = FormFault.of(e);
        if (fault.isPresent()) {
            closeAfter(ctx);
            answer(ctx, fault.get().refusal());
            return;
        }
        Optional<HttpResponseException> charset = Form.charsetFault(e);
        if (charset.isPresent()) {
            closeAfter(ctx);
            answerHttp(ctx, charset.get());
            return;
        }
        if (malformed(e)) {
            closeAfter(ctx);
            answer(ctx, new VoxfarmException(ErrorCode.INVALID_REQUEST, brokenBody(ctx)));
            return;
        }
        answer(
                ctx,
                500,
                ErrorInfo.of(
                        ErrorCode.INTERNAL, Defects.told(LOG, ctx.method() + " " + ctx.path(), e)));
    }

    /** A form that is none, or a body of any kind whose transfer is at fault. */
    private static String brokenBody(Context ctx) {
        String type = String.valueOf(ctx.contentType()).toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded")
                ? "the form is not well-formed, or broken off"
                : "body: broken off before its end, or sent in chunks that are none";
    }

    /** What the HTTP server itself refuses: unknown paths, methods, sizes. */
    static void answerHttp(Context ctx, HttpResponseException e) {
        String code = ProblemDocuments.code(e.getStatus());
        String message = e.getMessage() == null ? code : e.getMessage().toLowerCase(Locale.ROOT);
        if (e instanceof MethodNotAllowedResponse) {
            String allowed = String.join(", ", e.getDetails().values());
            ctx.header("Allow", allowed);
            message = "this path takes " + allowed;
        }
        answer(ctx, e.getStatus(), new ErrorInfo(code, message, false));
    }
}
