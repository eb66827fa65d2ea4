/** A farm as its callers see it: the HTTP API, for the commands. */
@NullMarked
package voxfarm.app.client;

import org.jspecify.annotations.NullMarked;
