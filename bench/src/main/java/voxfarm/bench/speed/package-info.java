/** How fast, how much: measurements on real parts. Nothing here proves that anything is right. */
@NullMarked
package voxfarm.bench.speed;

import org.jspecify.annotations.NullMarked;
