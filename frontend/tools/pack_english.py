#!/usr/bin/env python3
"""Pack the data of Bert-VITS2's English front end.

    pip download --no-deps g2p_en==2.1.0 style-bert-vits2==2.5.0    # and unzip both wheels
    pip install numpy
    pack_english.py CMUDICT_REP G2P_EN_FOLDER CMU_DELTA.tsv HOMOGRAPHS.tsv OUT_FOLDER

CMUDICT_REP: cmudict.rep, the syllabified CMUdict 0.6 (CMU's terms), that the wheel of style-bert-vits2 carries;
nothing else of that package is used. G2P_EN_FOLDER: checkpoint20.npz and homographs.en of g2p_en (Apache-2.0).
CMU_DELTA: words that CMUdict 0.7a has besides or reads otherwise: word TAB phones. HOMOGRAPHS: recorded decisions
of g2p_en for a homograph alone and between marks: headword TAB tag TAB form TAB tokens with ' | ' between them.
Run once when a version changes; the results are committed, and no package is needed to build or to run the farm.
Dictionaries: docs/formats.md, "Pronouncing dictionary". Network: big-endian float32, the arrays of
voxfarm.frontend.en.GraphemeNetwork one after another.
"""
import collections
import gzip
import struct
import sys
import zlib

import numpy

VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
PHONES = {v + str(s): i * 3 + s for i, v in enumerate(VOWELS) for s in range(3)}
PHONES.update({c: len(VOWELS) * 3 + i for i, c in enumerate(CONSONANTS)})
# a vowel of which nobody said how it is stressed
PHONES.update({v: len(VOWELS) * 3 + len(CONSONANTS) + i for i, v in enumerate(VOWELS)})
FIRST_LINE = 49
BLOCK_WORDS = 16
NETWORK = ("enc_emb enc_w_ih enc_w_hh enc_b_ih enc_b_hh dec_emb dec_w_ih dec_w_hh dec_b_ih dec_b_hh fc_w fc_b").split()
# W is the word; the order is that of voxfarm.frontend.en.Homographs
PATTERNS = ["W", "'W", "W'", "'W'", "-W", "W-", "-W-", "''W", "W''"]


def packed(data, path):
    with open(path, "wb") as out, gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(data)


def dictionary(words, path):
    blocks = bytearray()
    offsets = []
    previous = b""
    for n, (word, phones) in enumerate(sorted((w.encode(), p) for w, p in words.items())):
        shared = 0
        if n % BLOCK_WORDS == 0:
            offsets.append(len(blocks))
        else:
            while shared < min(len(word), len(previous)) and word[shared] == previous[shared]:
                shared += 1
        blocks += bytes([shared, len(word) - shared]) + word[shared:]
        blocks += bytes([len(phones)]) + bytes(PHONES[p] for p in phones)
        previous = word
    index = struct.pack(">%di" % len(offsets), *offsets)
    head = struct.pack(">iiii", 0x56465044, 1, len(offsets), len(blocks))
    packed(head + index + bytes(blocks) + struct.pack(">I", zlib.crc32(index + bytes(blocks))), path)
    print(path, len(words), "words")


def main(rep, g2p, delta, homographs, out):
    words = {}
    with open(rep, encoding="latin-1") as lines:
        for number, line in enumerate(lines, 1):
            word, _, phones = line.strip().partition("  ")
            if number >= FIRST_LINE and word:
                words[word.lower()] = [p for p in phones.split() if p != "-"]
    dictionary(words, out + "/cmudict-0.6.bin.gz")
    with open(delta, encoding="utf-8") as lines:
        dictionary({w: p.split() for w, p in (line.rstrip("\n").split("\t") for line in lines)},
                   out + "/cmudict-0.7a-delta.bin.gz")

    arrays = numpy.load(g2p + "/checkpoint20.npz")
    packed(b"".join(arrays[name].astype(">f4").tobytes() for name in NETWORK), out + "/graphemes.bin.gz")
    print({name: arrays[name].shape for name in NETWORK})

    tokens = collections.defaultdict(dict)
    with open(homographs, encoding="utf-8") as lines:
        for line in lines:
            head, _, form, said = line.rstrip("\n").split("\t")
            tokens[head][form] = said.split(" | ")
    with open(g2p + "/homographs.en", encoding="utf-8") as lines, open(out + "/homographs.tsv", "w", encoding="utf-8") as file:
        for line in lines:
            if line.startswith("#"):
                continue
            head, first, second, _ = line.strip().split("|")
            head, first, second = head.lower(), " ".join(first.split()), " ".join(second.split())
            decided = "".join(
                "1" if first in tokens[head][p.replace("W", head)] and first != second else "2" for p in PATTERNS)
            for p, d in zip(PATTERNS, decided):
                assert (first, second)[int(d) - 1] in tokens[head][p.replace("W", head)], (head, p)
            file.write("\t".join((head, first, second, decided)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
