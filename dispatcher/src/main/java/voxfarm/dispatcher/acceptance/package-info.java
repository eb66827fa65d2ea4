/**
 * From a request to its jobs, whatever door it came through: is it known, can it be spoken, is
 * there room, which lane. Whoever writes {@code request.json} first has accepted it; all the others
 * answer as that one did.
 */
@NullMarked
package voxfarm.dispatcher.acceptance;

import org.jspecify.annotations.NullMarked;
