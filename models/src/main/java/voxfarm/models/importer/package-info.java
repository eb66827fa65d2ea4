/**
 * From folders as people keep them to verified voice packages: what lies there, which voice it is,
 * its version, its package.
 */
@NullMarked
package voxfarm.models.importer;

import org.jspecify.annotations.NullMarked;
