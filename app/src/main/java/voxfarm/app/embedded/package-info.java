@NullMarked
package voxfarm.app.embedded;

import org.jspecify.annotations.NullMarked;
