/**
 * Keys of a configuration to records: each record names its keys, ranges and defaults, and all
 * mistakes of a file are told together, each with its key. Secrets print as stars.
 */
@NullMarked
package voxfarm.common.config;

import org.jspecify.annotations.NullMarked;
