@NullMarked
package voxfarm.app.config;

import org.jspecify.annotations.NullMarked;
