@NullMarked
package voxfarm.frontend.bert;

import org.jspecify.annotations.NullMarked;
