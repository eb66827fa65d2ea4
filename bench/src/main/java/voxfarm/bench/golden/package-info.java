/**
 * {@code voxfarm golden …}: this build against recorded output of the originals, stage by stage and
 * within stated tolerances, and against broken and hostile files and records, each of which must be
 * refused for the reason that its table gives. A command prints what a comparison reports; a
 * comparison knows no command line, so tests run it, too, on altered recordings.
 */
@NullMarked
package voxfarm.bench.golden;

import org.jspecify.annotations.NullMarked;
