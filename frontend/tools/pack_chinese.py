#!/usr/bin/env python3
"""Pack the data of the Chinese front end into one file.

    pip install jieba==0.42.1 pypinyin==0.55.0
    pack_chinese.py OUT.bin.gz

jieba (MIT): dictionary, part-of-speech and segmentation models. pypinyin (MIT): readings of characters and phrases.
Run once when a version changes; the result is committed, and neither package is needed to build or to run the farm.
The layout is read by voxfarm.frontend.zh.ChineseData; numbers are big-endian. Logarithms are stored, not computed
again: they decide ties, and must be those of the C library that made them.
"""
import gzip
import math
import struct
import sys

import jieba
import jieba.finalseg as finalseg
import jieba.posseg as posseg
from pypinyin import Style, constants
from pypinyin.style import convert

NOTHING = 0xFFFF
MIN_FLOAT = -3.14e100


class Out:
    def __init__(self):
        self.parts = []

    def ints(self, values):
        self.parts.append(struct.pack(">i%di" % len(values), len(values), *values))

    def shorts(self, values):
        self.parts.append(struct.pack(">i%dH" % len(values), len(values), *values))

    def octets(self, values):
        self.parts.append(struct.pack(">i%dB" % len(values), len(values), *values))

    def doubles(self, values):
        self.parts.append(struct.pack(">i%dd" % len(values), len(values), *values))

    def texts(self, values):
        data = "\n".join(values).encode()
        self.parts.append(struct.pack(">i", len(data)) + data)


def trie(out, words):
    """words: {text: value}. Nodes in breadth-first order; a node's children lie side by side, sorted by label."""
    root = {}
    for word, value in words.items():
        node = root
        for char in word:
            assert ord(char) < 0x10000, word
            node = node.setdefault(char, {})
        node[""] = value
    labels, first, values = [0], [], [root.get("", -1)]
    queue = [root]
    at = 0
    while at < len(queue):
        node = queue[at]
        first.append(len(queue))
        for char in sorted(c for c in node if c):
            queue.append(node[char])
            labels.append(ord(char))
            values.append(node[char].get("", -1))
        at += 1
    first.append(len(queue))
    out.shorts(labels)
    out.ints(first)
    out.ints(values)
    return len(labels)


def lexicon(out):
    entries, tags = {}, {}
    for line in jieba.get_module_res("dict.txt").read().decode().splitlines():
        if line.strip():
            word, freq, tag = line.strip().split(" ")
            entries[word] = int(freq)
            tags[word] = tag
    freqs = sorted({f for f in entries.values()})
    names = sorted(set(tags.values()))
    jieba.initialize()
    out.doubles([math.log(f or 1) for f in freqs])
    out.octets([1 if f else 0 for f in freqs])
    out.doubles([math.log(jieba.dt.total)])
    out.texts(names)
    at_freq = {f: i for i, f in enumerate(freqs)}
    at_tag = {t: i for i, t in enumerate(names)}
    nodes = trie(out, {w: at_freq[f] << 8 | at_tag[tags[w]] for w, f in entries.items()})
    print("lexicon:", len(entries), "words,", nodes, "nodes,", len(freqs), "frequencies,", len(names), "tags")


def tagger(out):
    states = sorted(posseg.trans_P)  # the order of tuples decides ties
    at = {s: i for i, s in enumerate(states)}
    out.texts([a + b for a, b in states])
    out.doubles([posseg.start_P[s] for s in states])
    counts, targets, probs = [], [], []
    for s in states:
        row = sorted(posseg.trans_P[s].items())
        counts.append(len(row))
        targets += [at[t] for t, _ in row]
        probs += [p for _, p in row]
    out.shorts(counts)
    out.shorts(targets)
    out.doubles(probs)
    emitted = {}
    for s in states:
        for c, p in posseg.emit_P[s].items():
            emitted.setdefault(c, {})[s] = p
    tabled = posseg.char_state_tab_P
    chars = sorted(set(emitted) | set(tabled))
    counts, which, known, probs = [], [], [], []
    for c in chars:
        row = sorted(set(emitted.get(c, {})) | set(tabled.get(c, ())))
        counts.append(len(row))
        for s in row:
            which.append(at[s])
            known.append(1 if s in tabled.get(c, ()) else 0)
            probs.append(emitted.get(c, {}).get(s, MIN_FLOAT))
    out.shorts([ord(c) for c in chars])
    out.shorts(counts)
    out.shorts(which)
    out.octets(known)
    out.doubles(probs)
    print("tagger:", len(states), "states,", len(chars), "characters,", len(probs), "emissions")


def segmenter(out):
    order = "BEMS"  # of the alphabet: it decides ties
    out.doubles([finalseg.start_P[s] for s in order])
    out.doubles([finalseg.trans_P[a].get(b, finalseg.MIN_FLOAT) for a in order for b in order])
    chars = sorted({c for s in order for c in finalseg.emit_P[s]})
    out.shorts([ord(c) for c in chars])
    out.doubles([finalseg.emit_P[s].get(c, finalseg.MIN_FLOAT) for c in chars for s in order])
    print("segmenter:", len(chars), "characters")


def readings(out):
    syllables = {}

    def syllable(pinyin):
        initial = convert(pinyin, Style.INITIALS, True, default=pinyin)
        final = convert(pinyin, Style.FINALS_TONE3, True, default=pinyin)
        if final and not final[-1].isdigit():
            final += "5"
        return syllables.setdefault((initial, final), len(syllables))

    phrases, lists = {}, []
    for phrase, each in sorted(constants.PHRASES_DICT.items()):
        if any(ord(c) > 0xFFFF for c in phrase):
            continue
        assert len(each) == len(phrase), phrase
        phrases[phrase] = len(lists)
        lists += [syllable(p[0]) for p in each]
    singles = []
    for code in range(0x4E00, 0x9FA6):
        value = constants.PINYIN_DICT.get(code)
        singles.append(NOTHING if value is None else syllable(value.split(",")[0]))
    plain = {}
    for code, value in constants.PINYIN_DICT.items():
        for p in value.split(","):
            name = convert(p, Style.NORMAL, True, default=p)
            if name.isascii() and name.isalpha():
                final = convert(p, Style.FINALS, True, default=p)
                plain[name] = convert(p, Style.INITIALS, True, default=p) + " " + final
    nodes = trie(out, phrases)
    out.shorts(lists)
    out.shorts(singles)
    out.texts([a + " " + b for a, b in syllables])
    out.texts([name + " " + value for name, value in sorted(plain.items())])
    print("readings:", len(phrases), "phrases,", nodes, "nodes,", len(syllables), "syllables,", len(plain), "plain")


def main():
    out = Out()
    lexicon(out)
    tagger(out)
    segmenter(out)
    readings(out)
    data = b"VFZH" + struct.pack(">i", 1) + b"".join(out.parts)
    with open(sys.argv[1], "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, compresslevel=9, mtime=0) as z:
        z.write(data)
    print(len(data), "bytes")


if __name__ == "__main__":
    main()
