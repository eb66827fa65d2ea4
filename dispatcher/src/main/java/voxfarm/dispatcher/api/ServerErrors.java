package voxfarm.dispatcher.api;

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
final class ServerErrors extends ErrorHandler {
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
        ErrorInfo error = error(status, said);
        boolean openAi = OpenAiErrors.concern(Request.getPathInContext(request));
        byte[] body =
                openAi ? OpenAiErrors.document(status, error) : ErrorMapper.document(status, error);
        response.getHeaders()
                .put(
                        HttpHeader.CONTENT_TYPE,
                        openAi ? OpenAiErrors.CONTENT_TYPE : ErrorMapper.CONTENT_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** A failure of the server's own says nothing of itself. */
    private static ErrorInfo error(int status, Object said) {
        boolean callers = HttpStatus.isClientError(status) && said != null;
        String message = callers ? said.toString() : HttpStatus.getMessage(status);
        return new ErrorInfo(
                ErrorMapper.code(status),
                message.toLowerCase(Locale.ROOT),
                status == HttpStatus.SERVICE_UNAVAILABLE_503);
    }
}
