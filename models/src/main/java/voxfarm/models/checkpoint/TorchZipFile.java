package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/** What torch writes since 1.6: a zip archive of one pickle and one entry a storage. */
final class TorchZipFile {
    private static final String PICKLE = "/data.pkl";

    private final ZipEntries entries;
    private final String root;

    private TorchZipFile(ZipEntries entries) {
        this.entries = entries;
        this.root = findRoot();
    }

    static Pickled read(MemorySegment file) {
        return new TorchZipFile(new ZipEntries(file)).readPickle();
    }

    private String findRoot() {
        String found = "";
        for (String name : entries.names()) {
            if (name.endsWith("/constants.pkl")) {
                throw invalid("a TorchScript archive, not a checkpoint");
            }
            if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
                if (!found.isEmpty()) {
                    throw invalid("two checkpoints in one archive");
                }
                found = name.substring(0, name.length() - PICKLE.length());
            }
        }
        if (found.isEmpty()) {
            throw invalid("a zip archive without data.pkl is no checkpoint");
        }
        return found;
    }

    private Pickled readPickle() {
        String order = root + "/byteorder";
        if (entries.has(order)) {
            checkSize(order, 16);
            String text =
                    new String(
                            entries.bytes(order).toArray(ValueLayout.JAVA_BYTE),
                            StandardCharsets.US_ASCII);
            if (!text.strip().equals("little")) {
                throw invalid(
                        "expected little-endian numbers, byteorder says " + Problems.quote(text));
            }
        }
        checkSize(root + PICKLE, PickleReader.MAX_PICKLE_BYTES);
        return new PickleReader(
                        entries.bytes(root + PICKLE), 0, this::storage, new PickleReader.Budget())
                .read();
    }

    private void checkSize(String name, long most) {
        long size = entries.size(name).orElse(0L);
        if (size > most) {
            throw invalid(
                    Problems.quote(name) + ": expected at most " + most + " bytes, was " + size);
        }
    }

    private Storage storage(ElementType type, String key, long elements) {
        String name = root + "/data/" + key;
        long size =
                entries.size(name)
                        .orElseThrow(
                                () -> invalid("storage " + Problems.quote(key) + " is not there"));
        if (elements < 0 || elements > size || elements * type.bytes() != size) {
            throw invalid(
                    "storage "
                            + Problems.quote(key)
                            + ": expected "
                            + elements
                            + " elements of "
                            + type.bytes()
                            + " bytes, its entry has "
                            + size
                            + " bytes");
        }
        return new Storage(type, elements, () -> entries.bytes(name));
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, why);
    }
}
