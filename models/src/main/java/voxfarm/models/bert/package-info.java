/** BERT models as people have them, to a graph that gives features of a text's tokens. */
@NullMarked
package voxfarm.models.bert;

import org.jspecify.annotations.NullMarked;
