@NullMarked
package voxfarm.common.config;

import org.jspecify.annotations.NullMarked;
