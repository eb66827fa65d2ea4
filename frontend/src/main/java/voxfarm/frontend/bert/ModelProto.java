package voxfarm.frontend.bert;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/**
 * What is wanted of a SentencePiece model's file (sentencepiece_model.proto): pieces with their
 * scores, and the map of the normaliser.
 *
 * @param pieces in the order of their ids
 * @param characters the precompiled map of characters, empty for none
 */
record ModelProto(List<Piece> pieces, byte[] characters, boolean dummyPrefix, boolean collapse) {
    private static final int MOST_PIECES = 1 << 20;
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int COUNTED = 2;
    private static final int FOUR_BYTES = 5;
    private static final int WIRE_BITS = 3;
    private static final int WIRE = (1 << WIRE_BITS) - 1;
    private static final long UNIGRAM = 1;

    /** What a piece is for; by their numbers in the file. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    record Piece(String text, float score, Kind kind) {}

    /**
     * @param name of the file, for messages
     * @throws VoxfarmException {@code INVALID_VOICE} if it is no unigram model
     */
    static ModelProto read(byte[] file, String name) {
        try {
            return read(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), name);
        } catch (IndexOutOfBoundsException
                | IllegalArgumentException
                | java.nio.BufferUnderflowException e) {
            throw invalid(name, "it is damaged");
        }
    }

    private static VoxfarmException invalid(String name, String what) {
        return VoxfarmException.of(
                ErrorCode.INVALID_VOICE, "%s: expected a SentencePiece model; %s", name, what);
    }

    private static ModelProto read(ByteBuffer in, String name) {
        List<Piece> pieces = new ArrayList<>();
        byte[] characters = {};
        boolean dummyPrefix = true;
        boolean collapse = true;
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag >>> WIRE_BITS) {
                case 1 -> {
                    if (pieces.size() == MOST_PIECES) {
                        throw invalid(name, "more than " + MOST_PIECES + " pieces");
                    }
                    pieces.add(piece(counted(in, tag)));
                }
                case 2 -> requireUnigram(counted(in, tag), name);
                case 3 -> {
                    ByteBuffer normalizer = counted(in, tag);
                    while (normalizer.hasRemaining()) {
                        int inner = (int) varint(normalizer);
                        switch (inner >>> WIRE_BITS) {
                            case 2 -> {
                                ByteBuffer map = counted(normalizer, inner);
                                characters = new byte[map.remaining()];
                                map.get(characters);
                            }
                            case 3 -> dummyPrefix = varint(normalizer) != 0;
                            case 4 -> collapse = varint(normalizer) != 0;
                            default -> skip(normalizer, inner);
                        }
                    }
                }
                default -> skip(in, tag);
            }
        }
        if (pieces.isEmpty()) {
            throw invalid(name, "it has no pieces");
        }
        return new ModelProto(List.copyOf(pieces), characters, dummyPrefix, collapse);
    }

    private static void requireUnigram(ByteBuffer trainer, String name) {
        while (trainer.hasRemaining()) {
            int tag = (int) varint(trainer);
            if (tag >>> WIRE_BITS == 3) {
                if (varint(trainer) != UNIGRAM) {
                    throw invalid(name, "it is of another kind than unigram");
                }
            } else {
                skip(trainer, tag);
            }
        }
    }

    private static Piece piece(ByteBuffer in) {
        String text = "";
        float score = 0;
        int kind = 1;
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag >>> WIRE_BITS) {
                case 1 -> text = StandardCharsets.UTF_8.decode(counted(in, tag)).toString();
                case 2 -> score = in.getFloat();
                case 3 -> kind = (int) varint(in);
                default -> skip(in, tag);
            }
        }
        return new Piece(text, score, Kind.values()[kind - 1]);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException();
    }

    private static ByteBuffer counted(ByteBuffer in, int tag) {
        if ((tag & WIRE) != COUNTED) {
            throw new IllegalArgumentException();
        }
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException();
        }
        ByteBuffer part = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return part;
    }

    private static void skip(ByteBuffer in, int tag) {
        switch (tag & WIRE) {
            case VARINT -> varint(in);
            case EIGHT_BYTES -> in.position(in.position() + Long.BYTES);
            case COUNTED -> counted(in, tag);
            case FOUR_BYTES -> in.position(in.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException();
        }
    }
}
