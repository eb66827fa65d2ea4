/** Rules of Unicode that hold in all languages. */
@NullMarked
package voxfarm.frontend.unicode;

import org.jspecify.annotations.NullMarked;
