package voxfarm.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;

/** Attributes of one node. */
final class Attributes {
    private final List<AttributeProto> all = new ArrayList<>();

    static Attributes none() {
        return new Attributes();
    }

    Attributes integer(String name, long value) {
        all.add(
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(value)
                        .build());
        return this;
    }

    Attributes number(String name, float value) {
        all.add(
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.FLOAT)
                        .setF(value)
                        .build());
        return this;
    }

    Attributes text(String name, String value) {
        all.add(
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.STRING)
                        .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                        .build());
        return this;
    }

    Attributes integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        all.add(attribute.build());
        return this;
    }

    List<AttributeProto> list() {
        return all;
    }
}
