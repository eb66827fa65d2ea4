/** Files and folders of this machine. */
@NullMarked
package voxfarm.common.files;

import org.jspecify.annotations.NullMarked;
