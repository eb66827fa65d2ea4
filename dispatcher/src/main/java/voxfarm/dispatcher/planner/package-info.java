@NullMarked
package voxfarm.dispatcher.planner;

import org.jspecify.annotations.NullMarked;
