@NullMarked
package voxfarm.app.wiring;

import org.jspecify.annotations.NullMarked;
