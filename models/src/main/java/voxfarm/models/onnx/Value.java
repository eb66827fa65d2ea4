package voxfarm.models.onnx;

/** A tensor inside a graph under construction. */
public record Value(String name) {}
