/**
 * From a configuration to running parts: clients of Kafka and the bucket, a dispatcher, a worker,
 * and the voices that are imported for them.
 */
@NullMarked
package voxfarm.app.wiring;

import org.jspecify.annotations.NullMarked;
