package voxfarm.audio;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Boxes of an MP4 file as their lengths say, each with its place; the sound itself is not read.
 *
 * @param at where the whole box begins
 * @param end behind it
 * @param body empty of {@code mdat}
 */
record Mp4Boxes(String type, long at, long end, byte[] body, List<Mp4Boxes> children) {
    private static final Set<String> CONTAINERS =
            Set.of(
                    "moov", "trak", "mdia", "minf", "stbl", "udta", "edts", "tref", "dinf", "ilst",
                    "gmhd", "----");

    static Mp4Boxes of(Path file) throws IOException {
        List<Mp4Boxes> boxes = new ArrayList<>();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long at = 0;
            while (at < in.length()) {
                in.seek(at);
                long length = in.readInt() & 0xffff_ffffL;
                byte[] type = new byte[4];
                in.readFully(type);
                int header = 8;
                if (length == 1) {
                    length = in.readLong();
                    header = 16;
                }
                String name = new String(type, StandardCharsets.ISO_8859_1);
                byte[] body = new byte[name.equals("mdat") ? 0 : (int) length - header];
                in.readFully(body);
                boxes.add(
                        new Mp4Boxes(name, at, at + length, body, inside(name, body, at + header)));
                at += length;
            }
        }
        return new Mp4Boxes("", 0, file.toFile().length(), new byte[0], boxes);
    }

    private static List<Mp4Boxes> inside(String type, byte[] body, long from) {
        if (type.equals("meta")) {
            return list(body, 4, from);
        }
        boolean item =
                type.startsWith("©") || Set.of("covr", "aART", "desc", "stik").contains(type);
        return CONTAINERS.contains(type) || item ? list(body, 0, from) : List.of();
    }

    private static List<Mp4Boxes> list(byte[] body, int first, long from) {
        List<Mp4Boxes> boxes = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        for (int at = first; at < body.length; ) {
            int length = in.getInt(at);
            if (length < 8 || length > body.length - at) {
                throw new AssertionError("a box of " + length + " bytes at " + (from + at));
            }
            String type = new String(body, at + 4, 4, StandardCharsets.ISO_8859_1);
            byte[] inner = new byte[length - 8];
            in.get(at + 8, inner);
            boxes.add(
                    new Mp4Boxes(
                            type,
                            from + at,
                            from + at + length,
                            inner,
                            inside(type, inner, from + at + 8)));
            at += length;
        }
        return boxes;
    }

    Optional<Mp4Boxes> find(String path) {
        Mp4Boxes at = this;
        for (String type : path.split("/", -1)) {
            Optional<Mp4Boxes> next =
                    at.children.stream().filter(box -> box.type.equals(type)).findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    Mp4Boxes get(String path) {
        return find(path).orElseThrow(() -> new AssertionError("no " + path + " in " + types()));
    }

    List<String> types() {
        return children.stream().map(Mp4Boxes::type).toList();
    }

    List<Mp4Boxes> all(String type) {
        return children.stream().filter(box -> box.type.equals(type)).toList();
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(body);
    }

    /** The value of an item of {@code ilst}. */
    String text() {
        byte[] data = get("data").body;
        return new String(data, 8, data.length - 8, StandardCharsets.UTF_8);
    }
}
