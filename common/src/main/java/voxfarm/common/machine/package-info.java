/** How busy the machine is that a process runs on. */
@NullMarked
package voxfarm.common.machine;

import org.jspecify.annotations.NullMarked;
