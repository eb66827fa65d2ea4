@NullMarked
package voxfarm.frontend.ipa;

import org.jspecify.annotations.NullMarked;
