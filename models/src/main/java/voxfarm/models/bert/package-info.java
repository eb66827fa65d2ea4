@NullMarked
package voxfarm.models.bert;

import org.jspecify.annotations.NullMarked;
