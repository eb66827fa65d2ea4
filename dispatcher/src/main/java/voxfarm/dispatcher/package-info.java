/** The dispatcher: what it is made of, wired by constructors, started and closed in order. */
@NullMarked
package voxfarm.dispatcher;

import org.jspecify.annotations.NullMarked;
