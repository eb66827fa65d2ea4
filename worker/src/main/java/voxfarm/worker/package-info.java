/** The worker: what it is made of, started and closed in order. */
@NullMarked
package voxfarm.worker;

import org.jspecify.annotations.NullMarked;
