/**
 * A farm on this machine: its data folder, where it listens and with which passwords, and how to
 * start one. Knows neither Kafka's server nor S3Proxy.
 */
@NullMarked
package voxfarm.app.local;

import org.jspecify.annotations.NullMarked;
