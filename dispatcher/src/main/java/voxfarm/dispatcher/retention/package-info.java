/** Deletes what is to be forgotten: one request when it is asked for, the rest by age. */
@NullMarked
package voxfarm.dispatcher.retention;

import org.jspecify.annotations.NullMarked;
