/**
 * What every HTTP server of a farm has, whatever it answers: how callers come in, how much each may
 * hold and for how long, how refusals look; and a small server for processes that have nothing else
 * to answer.
 */
@NullMarked
package voxfarm.http;

import org.jspecify.annotations.NullMarked;
