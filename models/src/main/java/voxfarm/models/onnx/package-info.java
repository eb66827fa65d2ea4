/**
 * ONNX models as values: built, read within a budget, checked, written beside one file of weights.
 */
@NullMarked
package voxfarm.models.onnx;

import org.jspecify.annotations.NullMarked;
