@NullMarked
package voxfarm.models.importer;

import org.jspecify.annotations.NullMarked;
