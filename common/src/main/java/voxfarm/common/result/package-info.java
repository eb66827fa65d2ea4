/** The document that ends a request, and the one that says it was deleted. */
@NullMarked
package voxfarm.common.result;

import org.jspecify.annotations.NullMarked;
