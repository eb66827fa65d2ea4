package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * What torch wrote before 1.6: pickles of a magic number, a version, the writer's machine, the
 * value and the list of storage keys; then every storage's length and bytes, in the list's order.
 */
final class TorchLegacyFile {
    private static final String MAGIC = "1950a86a20f9469cfc6c";
    private static final long VERSION = 1001;

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final Map<String, Storage> storages = new HashMap<>();
    private final Map<String, MemorySegment> contents = new HashMap<>();
    private final PickleReader.Budget budget = new PickleReader.Budget();
    private long at;

    private TorchLegacyFile(MemorySegment file) {
        this.file = file;
    }

    static Pickled read(MemorySegment file) {
        return new TorchLegacyFile(file).read();
    }

    private Pickled read() {
        if (!(next() instanceof Pickled.Huge(var magic)) || !magic.equals(MAGIC)) {
            throw invalid("a pickle, but not one that torch saved: its magic number differs");
        }
        if (!(next() instanceof Pickled.Whole(var version)) || version != VERSION) {
            throw invalid("expected version 1001 of torch's old format");
        }
        checkMachine(next());
        Pickled value = next();
        readStorages(next());
        return value;
    }

    private Pickled next() {
        PickleReader reader = new PickleReader(file, at, this::storage, budget);
        Pickled value = reader.read();
        at = reader.position();
        return value;
    }

    private static void checkMachine(Pickled machine) {
        if (machine instanceof Pickled.Dictionary dictionary
                && dictionary.entries.get("little_endian") instanceof Pickled.Flag(var little)
                && !little) {
            throw invalid("expected little-endian numbers; a big-endian machine wrote this file");
        }
    }

    private Storage storage(ElementType type, String key, long elements) {
        if (elements < 0 || elements > file.byteSize()) {
            throw invalid(
                    "storage "
                            + Problems.quote(key)
                            + ": "
                            + elements
                            + " elements do not fit into the file");
        }
        Storage known =
                storages.computeIfAbsent(key, k -> new Storage(type, elements, () -> content(key)));
        if (known.type() != type || known.elements() != elements) {
            throw invalid("storage " + Problems.quote(key) + " is described in two ways");
        }
        return known;
    }

    private MemorySegment content(String key) {
        MemorySegment content = contents.get(key);
        if (content == null) {
            throw invalid("storage " + Problems.quote(key) + " is not there");
        }
        return content;
    }

    private void readStorages(Pickled keys) {
        if (!(keys instanceof Pickled.Sequence list)) {
            throw invalid("expected a list of storage keys");
        }
        for (Pickled item : list.items) {
            if (!(item instanceof Pickled.Text(var key))) {
                throw invalid("expected strings as storage keys");
            }
            Storage storage = storages.get(key);
            if (storage == null) {
                throw invalid("storage " + Problems.quote(key) + " belongs to no tensor");
            }
            long elements = take(Long.BYTES).get(LONG, 0);
            if (elements != storage.elements()) {
                throw invalid(
                        "storage "
                                + Problems.quote(key)
                                + ": expected "
                                + storage.elements()
                                + " elements, its bytes say "
                                + elements);
            }
            contents.put(key, take(elements * storage.type().bytes()));
        }
        if (contents.size() != storages.size()) {
            throw invalid("the list of storages is not complete");
        }
    }

    private MemorySegment take(long length) {
        if (length > file.byteSize() - at) {
            throw invalid("the file ends early");
        }
        MemorySegment taken = file.asSlice(at, length);
        at += length;
        return taken;
    }

    private static VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, why);
    }
}
