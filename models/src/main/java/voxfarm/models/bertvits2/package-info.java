/**
 * Bert-VITS2 checkpoints of all releases, to the graphs of a voice package. Values are [N, T, C],
 * channels last; {@code models.py}, {@code attentions.py} and {@code modules.py} are files of the
 * original, whose layers these follow.
 */
@NullMarked
package voxfarm.models.bertvits2;

import org.jspecify.annotations.NullMarked;
