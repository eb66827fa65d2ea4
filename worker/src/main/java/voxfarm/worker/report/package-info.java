@NullMarked
package voxfarm.worker.report;

import org.jspecify.annotations.NullMarked;
