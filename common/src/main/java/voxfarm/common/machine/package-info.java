/** How busy the machine is that a process runs on, and on what and how exactly it computes. */
@NullMarked
package voxfarm.common.machine;

import org.jspecify.annotations.NullMarked;
