@NullMarked
package voxfarm.dispatcher.acceptance;

import org.jspecify.annotations.NullMarked;
