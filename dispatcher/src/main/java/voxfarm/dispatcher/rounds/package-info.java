/** What all have in common that goes over the bucket from time to time. */
@NullMarked
package voxfarm.dispatcher.rounds;

import org.jspecify.annotations.NullMarked;
