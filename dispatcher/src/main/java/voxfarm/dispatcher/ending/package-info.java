/** Results that a dispatcher writes itself: cancelled, too late, lost for good. */
@NullMarked
package voxfarm.dispatcher.ending;

import org.jspecify.annotations.NullMarked;
