@NullMarked
package voxfarm.app.client;

import org.jspecify.annotations.NullMarked;
