/**
 * The door on {@code tts.requests}: records to requests, committed only when they are accepted or
 * refused for good, so that none is lost and a broken one holds up nobody.
 */
@NullMarked
package voxfarm.dispatcher.intake;

import org.jspecify.annotations.NullMarked;
