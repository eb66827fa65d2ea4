/**
 * What was asked and what was made of it: request, plan, segments, the settings of a voice, and
 * their documents.
 */
@NullMarked
package voxfarm.common.plan;

import org.jspecify.annotations.NullMarked;
