@NullMarked
package voxfarm.common.kafka;

import org.jspecify.annotations.NullMarked;
