/** Text to the token ids of BERT models. */
@NullMarked
package voxfarm.frontend.bert;

import org.jspecify.annotations.NullMarked;
