/** The HTTP API of Bert-VITS2's own server, as its clients know it. */
@NullMarked
package voxfarm.dispatcher.api.seed;

import org.jspecify.annotations.NullMarked;
