/** What a caller may see of a request: projected from events, decided by the bucket. */
@NullMarked
package voxfarm.dispatcher.status;

import org.jspecify.annotations.NullMarked;
