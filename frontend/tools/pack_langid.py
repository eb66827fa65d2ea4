#!/usr/bin/env python3
"""Packs what the model of langid.py says of Chinese, Japanese and English; run by hand when the source changes:

    pack_langid.py langid-1.1.6.tar.gz frontend/src/main/resources/voxfarm/frontend/mixed/langid.bin.gz

The archive is langid of PyPI (BSD). Format: docs/formats.md, "Language model".
"""
import base64
import bz2
import collections
import gzip
import pickle
import re
import struct
import sys
import tarfile

LANGUAGES = ("zh", "ja", "en")


def model(archive):
    with tarfile.open(archive) as files:
        name = next(n for n in files.getnames() if n.endswith("/langid/langid.py"))
        source = files.extractfile(name).read()
    packed = re.search(rb'^model=b"""(.*?)"""', source, re.DOTALL | re.MULTILINE).group(1)
    return pickle.loads(bz2.decompress(base64.b64decode(packed)), encoding="latin1")


def sequences(moves, outputs):
    """The bytes of each feature: the shortest way to a state that counts it."""
    names = {0: b""}
    queue = collections.deque([0])
    while queue:
        state = queue.popleft()
        for byte in range(256):
            after = moves[(state << 8) + byte]
            if after not in names:
                names[after] = names[state] + bytes([byte])
                queue.append(after)
    features = {}
    for state, counted in outputs.items():
        for feature in counted:
            name = names[state]
            if feature not in features or len(name) < len(features[feature]):
                features[feature] = name
    return features


def main(archive, target):
    weights, priors, classes, moves, outputs = model(archive)
    columns = [classes.index(language) for language in LANGUAGES]
    features = sorted((name, number) for number, name in sequences(moves, outputs).items())
    packed = bytearray(struct.pack(">4sHH3f", b"VXLM", 1, len(features), *(priors[c] for c in columns)))
    for name, number in features:
        row = [weights[number * len(classes) + column] for column in columns]
        packed += struct.pack(">B", len(name)) + name + struct.pack(">3f", *row)
    with open(target, "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as file:
        file.write(packed)


main(*sys.argv[1:])
