/** Deletes what is to be forgotten: a request, when that is asked for, and what is old. */
@NullMarked
package voxfarm.dispatcher.retention;

import org.jspecify.annotations.NullMarked;
