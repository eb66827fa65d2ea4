/**
 * What every language shares: the port of a front end, what goes in beside the text ({@link
 * voxfarm.frontend.TextRules}, {@link voxfarm.frontend.Readings}), and what comes out ({@link
 * voxfarm.frontend.SpokenText}). The languages themselves are packages of their own that know this
 * one; {@code local} knows them all.
 */
@NullMarked
package voxfarm.frontend;

import org.jspecify.annotations.NullMarked;
