/**
 * The whole farm in one process: Kafka's broker, an S3-compatible store on a folder, a dispatcher
 * and a worker. The only module that knows Kafka's server and S3Proxy; dispatchers and workers of a
 * cluster run without it.
 */
@NullMarked
package voxfarm.embedded;

import org.jspecify.annotations.NullMarked;
