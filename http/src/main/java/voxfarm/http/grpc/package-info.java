/**
 * A small gRPC server for machines that ask a few short questions: HTTP/2 without TLS, methods of
 * one message in and one, or one after another, out. Only messages and their bounds are known here,
 * not what stands in them.
 */
@NullMarked
package voxfarm.http.grpc;

import org.jspecify.annotations.NullMarked;
