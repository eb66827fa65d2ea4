/** OpenAI's speech endpoint, so that its clients work. */
@NullMarked
package voxfarm.dispatcher.api.openai;

import org.jspecify.annotations.NullMarked;
