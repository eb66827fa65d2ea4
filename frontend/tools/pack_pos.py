#!/usr/bin/env python3
"""Packs the English part-of-speech model of Apache OpenNLP for the front end; run by hand when the source changes:

    pack_pos.py opennlp-models-pos-en-1.3.0.jar frontend/src/main/resources/voxfarm/frontend/en/pos.bin.gz

The jar is org.apache.opennlp:opennlp-models-pos-en of Maven (Apache-2.0). Format: docs/formats.md, "Part-of-speech model".
"""
import gzip
import io
import struct
import sys
import zipfile
import zlib


class Reader:
    """The binary form of OpenNLP's maximum entropy models."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, form):
        value = struct.unpack_from(">" + form, self.data, self.at)[0]
        self.at += struct.calcsize(">" + form)
        return value

    def text(self):
        length = self.take("H")
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8")

    def texts(self):
        return [self.text() for _ in range(self.take("i"))]


def fnv(text):
    value = 0xCBF29CE484222325
    units = text.encode("utf-16-be")
    for i in range(0, len(units), 2):
        value = ((value ^ (units[i] << 8 | units[i + 1])) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value - (1 << 64) if value >> 63 else value


def read(jar):
    with zipfile.ZipFile(jar) as outer:
        name = next(n for n in outer.namelist() if n.endswith(".bin"))
        with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
            model = Reader(inner.read("pos.model"))
    if model.text() != "GIS":
        sys.exit("expected a model of kind GIS")
    model.take("i")  # constants of training
    model.take("d")
    tags = model.texts()
    patterns = [[int(n) for n in pattern.split()] for pattern in model.texts()]
    names = iter(model.texts())
    features = {}
    for count, *outcomes in patterns:
        for _ in range(count):
            weights = [(tag, model.take("d")) for tag in outcomes]
            if features.setdefault(fnv(next(names)), weights) is not weights:
                sys.exit("two features of one hash")
    return tags, features


def main(jar, target):
    tags, features = read(jar)
    ordered = sorted(features)
    out = bytearray(struct.pack(">B", len(tags)))
    for tag in tags:
        out += struct.pack(">H", len(tag)) + tag.encode("ascii")
    total = sum(len(features[h]) for h in ordered)
    out += struct.pack(">ii", len(ordered), total)
    out += b"".join(struct.pack(">q", h) for h in ordered)
    out += bytes(len(features[h]) for h in ordered)
    out += bytes(tag for h in ordered for tag, _ in features[h])
    out += b"".join(struct.pack(">f", weight) for h in ordered for _, weight in features[h])
    packed = struct.pack(">4sii", b"VFPT", 1, len(out)) + bytes(out) + struct.pack(">I", zlib.crc32(out))
    with open(target, "wb") as file:
        file.write(gzip.compress(packed, 9, mtime=0))
    print(len(ordered), "features,", total, "weights")


if __name__ == "__main__":
    main(*sys.argv[1:])
