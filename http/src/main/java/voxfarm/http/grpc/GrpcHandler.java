package voxfarm.http.grpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** Takes calls: finds the method, reads the message, and lets it be answered. */
final class GrpcHandler extends Handler.Abstract.NonBlocking {
    /** In which a message must have come. */
    private static final int BODY_SECONDS = 10;

    private static final String TOO_LONG =
            "a message may have " + GrpcFrames.MOST_BYTES + " bytes, and a call one message";

    private final Map<String, GrpcMethod> methods;
    private final GrpcFollowers followers;

    GrpcHandler(Map<String, GrpcMethod> methods, GrpcFollowers followers) {
        this.methods = Map.copyOf(methods);
        this.followers = followers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!HttpMethod.POST.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "POST");
            refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.startsWith(GrpcCall.CONTENT_TYPE)) {
            refuse(response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
            return true;
        }
        String path = Request.getPathInContext(request);
        GrpcCall call = new GrpcCall(path, response, callback);
        GrpcMethod method = methods.get(path);
        if (method == null) {
            call.end(GrpcStatus.UNIMPLEMENTED, "there is no such method here");
            return true;
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(
                request,
                GrpcFrames.HEAD + GrpcFrames.MOST_BYTES,
                Promise.Invocable.toPromise(body));
        var _ =
                body.orTimeout(BODY_SECONDS, TimeUnit.SECONDS)
                        .whenComplete(
                                (bytes, failure) -> read(request, call, method, bytes, failure));
        return true;
    }

    private static void refuse(Response response, Callback callback, int status) {
        response.setStatus(status);
        response.write(true, null, callback);
    }

    private void read(
            Request request,
            GrpcCall call,
            GrpcMethod method,
            byte @Nullable [] body,
            @Nullable Throwable failure) {
        if (failure instanceof IllegalStateException) { // says that class where there is too much
            call.end(GrpcStatus.RESOURCE_EXHAUSTED, TOO_LONG);
            return;
        }
        if (body == null) { // too slow, or broken off: what follows it is not read
            call.abort(failure == null ? new IllegalStateException("no body") : failure);
            return;
        }
        try {
            answer(request, call, method, GrpcFrames.read(body));
        } catch (GrpcFrames.Malformed e) {
            call.end(e.status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            call.end(e);
        }
    }

    private void answer(Request request, GrpcCall call, GrpcMethod method, byte[] message) {
        switch (method) {
            case GrpcMethod.Answered(var answer) -> call.answer(answer.apply(message));
            case GrpcMethod.Followed(var present) -> {
                if (followers.full()) {
                    call.end(GrpcStatus.RESOURCE_EXHAUSTED, "too many calls are followed here");
                    return;
                }
                var current = present.apply(message);
                request.addIdleTimeoutListener(_ -> false); // it waits for what is new
                GrpcFollowers.Follower follower = followers.follow(call, current);
                request.addFailureListener(_ -> follower.gone());
                follower.look();
            }
        }
    }
}
