package voxfarm.http;

import voxfarm.common.result.ErrorInfo;

/** How a server writes what it refuses, for whoever calls a path. */
@FunctionalInterface
public interface ErrorForm {
    /** Everywhere as RFC 9457 has it. */
    ErrorForm PROBLEMS =
            (_, status, error) ->
                    new Document(ProblemDocuments.CONTENT_TYPE, ProblemDocuments.of(status, error));

    Document of(String path, int status, ErrorInfo error);

    /** What the caller gets. */
    record Document(String contentType, byte[] bytes) {}
}
