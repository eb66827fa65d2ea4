/**
 * Texts in SSML: read as XML without anything that could reach outside or grow, and brought into
 * words, pauses and manners of speaking.
 */
@NullMarked
package voxfarm.frontend.ssml;

import org.jspecify.annotations.NullMarked;
