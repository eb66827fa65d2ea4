/** Books as the farm keeps them: what was accepted of one, its chapters, the files it becomes. */
@NullMarked
package voxfarm.common.book;

import org.jspecify.annotations.NullMarked;
