@NullMarked
package voxfarm.models.onnx;

import org.jspecify.annotations.NullMarked;
