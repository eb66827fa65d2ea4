/** What this machine has to bring text into phones: all front ends and phonemizers together. */
@NullMarked
package voxfarm.frontend.local;

import org.jspecify.annotations.NullMarked;
