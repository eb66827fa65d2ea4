/** The {@code voxfarm} command. What runs is put together in {@code wiring}. */
@NullMarked
package voxfarm.app;

import org.jspecify.annotations.NullMarked;
