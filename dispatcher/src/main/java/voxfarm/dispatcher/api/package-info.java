@NullMarked
package voxfarm.dispatcher.api;

import org.jspecify.annotations.NullMarked;
