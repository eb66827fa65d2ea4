package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Descriptions of graph inputs and outputs. */
public final class Values {
    private Values() {}

    /**
     * A float tensor.
     *
     * @param dimensions numbers are fixed sizes, anything else names a free one
     */
    public static ValueInfoProto floats(String name, Object... dimensions) {
        return value(name, TensorProto.DataType.FLOAT_VALUE, dimensions);
    }

    /** As {@link #floats}, of 64-bit integers. */
    public static ValueInfoProto longs(String name, Object... dimensions) {
        return value(name, TensorProto.DataType.INT64_VALUE, dimensions);
    }

    private static ValueInfoProto value(String name, int type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            if (dimension instanceof Number number) {
                shape.addDimBuilder().setDimValue(number.longValue());
            } else {
                shape.addDimBuilder().setDimParam(String.valueOf(dimension));
            }
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
