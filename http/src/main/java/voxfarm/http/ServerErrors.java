package voxfarm.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import voxfarm.common.result.ErrorInfo;

/**
 * What the server refuses before any of our code has seen it (heads that are malformed or too
 * large), in the form of all other refusals.
 */
public final class ServerErrors extends ErrorHandler {
    private final ErrorForm form;

    public ServerErrors(ErrorForm form) {
        this.form = form;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object said = request.getAttribute(ERROR_MESSAGE);
        if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException failure) {
            status = failure.getCode();
            response.setStatus(status);
            said = said == null ? failure.getReason() : said;
        }
        if (HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        ErrorForm.Document document =
                form.of(Request.getPathInContext(request), status, error(status, said));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, document.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, document.bytes().length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(document.bytes()), callback);
        return true;
    }

    /** A failure of the server's own says nothing of itself. */
    private static ErrorInfo error(int status, Object said) {
        boolean callers = HttpStatus.isClientError(status) && said != null;
        String message = callers ? said.toString() : HttpStatus.getMessage(status);
        return new ErrorInfo(
                ProblemDocuments.code(status),
                message.toLowerCase(Locale.ROOT),
                status == HttpStatus.SERVICE_UNAVAILABLE_503);
    }
}
