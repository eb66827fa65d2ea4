@NullMarked
package voxfarm.app.cli;

import org.jspecify.annotations.NullMarked;
