package voxfarm.models.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;

/**
 * Reads the part of Python's pickle format that torch writes, as data. A pickle is a program that
 * may call anything; here a name outside a short list is refused where it stands, and the three
 * calls of the list are carried out by this class itself. Nothing is ever loaded or run.
 *
 * <p>Opcodes after CPython's {@code Lib/pickletools.py}; the binary ones of protocols 2 to 4.
 */
final class PickleReader {
    private static final String COLLECTIONS = "collections";
    private static final String UTILS = "torch._utils";
    private static final String REBUILD_TENSOR = "_rebuild_tensor_v2";
    private static final String REBUILD_PARAMETER = "_rebuild_parameter";
    private static final String ORDERED_DICT = "OrderedDict";

    private static final int MAX_STACK = 1 << 20;
    private static final int MAX_MARKS = 1 << 10;
    private static final long MAX_MEMO_SLOT = 1 << 22;

    /** A full-size voice with its optimiser has 0.3 MB. */
    static final long MAX_PICKLE_BYTES = 8 << 20;

    /** A full-size voice with its optimiser makes some 100,000. */
    private static final int MAX_VALUES = 2_000_000;

    /** No tensor has more dimensions: a tuple of any length is not copied to find that out. */
    private static final int MAX_SIZES = 64;

    private static final int MAX_TEXT_BYTES = 1 << 20;
    private static final int MAX_INTEGER_BYTES = 16;
    private static final int MAX_NAME_BYTES = 512;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble BIG_DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final Pickled NOTHING = new Pickled.Nothing();

    private final MemorySegment bytes;
    private final StorageFinder storages;
    private final List<Pickled> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Pickled> memo = new HashMap<>();
    private final Budget budget;
    private final long end;
    private long at;

    /** Finds a storage by what a persistent id says. */
    @FunctionalInterface
    interface StorageFinder {
        Storage find(ElementType type, String key, long elements);
    }

    /** How many values the pickles of one file may make, notes of them in the memo included. */
    static final class Budget {
        private int left = MAX_VALUES;
    }

    /**
     * @param bytes the file, or the part of it that holds the pickle
     */
    PickleReader(MemorySegment bytes, long start, StorageFinder storages, Budget budget) {
        this.bytes = bytes;
        this.at = start;
        this.end = start + Math.min(MAX_PICKLE_BYTES, bytes.byteSize() - start);
        this.budget = budget;
        this.storages = storages;
    }

    /** Where the pickle ended. */
    long position() {
        return at;
    }

    /**
     * @throws VoxfarmException {@code INVALID_VOICE} if it holds anything outside the list, or is
     *     damaged
     */
    Pickled read() {
        while (true) {
            int opcode = u1();
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
            if (stack.size() > MAX_STACK || marks.size() > MAX_MARKS) {
                throw invalid("nested too deep");
            }
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> checkProtocol(u1()); // PROTO
            case 0x95 -> skip(8); // FRAME
            case 'N' -> push(NOTHING);
            case 0x88 -> push(new Pickled.Flag(true)); // NEWTRUE
            case 0x89 -> push(new Pickled.Flag(false)); // NEWFALSE
            case 'J' -> push(new Pickled.Whole(i4())); // BININT
            case 'K' -> push(new Pickled.Whole(u1())); // BININT1
            case 'M' -> push(new Pickled.Whole(u2())); // BININT2
            case 0x8a -> push(integer(u1())); // LONG1
            case 0x8b -> push(integer(i4())); // LONG4
            case 'G' -> push(new Pickled.Fraction(bytes.get(BIG_DOUBLE, take(8)))); // BINFLOAT
            case 'X' -> push(text(u4())); // BINUNICODE
            case 0x8c -> push(text(u1())); // SHORT_BINUNICODE
            case 0x8d -> push(text(i8())); // BINUNICODE8
            case 'U' -> push(text(u1())); // SHORT_BINSTRING
            case 'T' -> push(text(i4())); // BINSTRING
            case '(' -> marks.add(stack.size()); // MARK
            case '0' -> pop(); // POP
            case ')' -> push(new Pickled.Sequence(true)); // EMPTY_TUPLE
            case ']' -> push(new Pickled.Sequence(false)); // EMPTY_LIST
            case '}' -> push(new Pickled.Dictionary(false)); // EMPTY_DICT
            case 't' -> push(tuple(popToMark())); // TUPLE
            case 0x85 -> push(tuple(popLast(1))); // TUPLE1
            case 0x86 -> push(tuple(popLast(2))); // TUPLE2
            case 0x87 -> push(tuple(popLast(3))); // TUPLE3
            case 'a' -> append(popLast(1)); // APPEND
            case 'e' -> append(popToMark()); // APPENDS
            case 's' -> setItems(popLast(2)); // SETITEM
            case 'u' -> setItems(popToMark()); // SETITEMS
            case 'q' -> memoise(u1()); // BINPUT
            case 'r' -> memoise(u4()); // LONG_BINPUT
            case 0x94 -> memoise(memo.size()); // MEMOIZE
            case 'h' -> push(recall(u1())); // BINGET
            case 'j' -> push(recall(u4())); // LONG_BINGET
            case 'c' -> push(name(line(), line())); // GLOBAL
            case 0x93 -> stackGlobal(); // STACK_GLOBAL
            case 'Q' -> push(persistent(pop())); // BINPERSID
            case 'R' -> reduce(); // REDUCE
            case 'b' -> build(); // BUILD
            default -> throw refused(opcode);
        }
    }

    private VoxfarmException refused(int opcode) {
        String what =
                switch (opcode) {
                    case 'i' -> "INST, which makes any object";
                    case 'o' -> "OBJ, which makes any object";
                    case 0x81, 0x92 -> "NEWOBJ, which makes any object";
                    case 0x82, 0x83, 0x84 -> "the extension registry";
                    case 'P' -> "a persistent id as text";
                    default -> String.format("opcode 0x%02x, which torch does not write", opcode);
                };
        return invalid("refused: " + what);
    }

    private void checkProtocol(int protocol) {
        if (protocol < 2 || protocol > 5) {
            throw invalid("expected pickle protocol 2 to 5, was " + protocol);
        }
    }

    // values

    private Pickled integer(int length) {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw invalid("an integer of " + length + " bytes");
        }
        long start = take(length);
        if (length <= Long.BYTES) {
            long value = 0;
            for (int i = length - 1; i >= 0; i--) {
                value = value << 8 | (bytes.get(ValueLayout.JAVA_BYTE, start + i) & 0xff);
            }
            int unused = Long.SIZE - 8 * length;
            return new Pickled.Whole(length == 0 ? 0 : value << unused >> unused);
        }
        byte[] backwards = new byte[length];
        for (int i = 0; i < length; i++) {
            backwards[i] = bytes.get(ValueLayout.JAVA_BYTE, start + length - 1 - i);
        }
        return new Pickled.Huge(HexFormat.of().formatHex(backwards));
    }

    private Pickled text(long length) {
        if (length < 0 || length > MAX_TEXT_BYTES) {
            throw invalid("a string of " + length + " bytes");
        }
        return new Pickled.Text(utf8(take(length), (int) length));
    }

    private String line() {
        long start = at;
        while (u1() != '\n') {
            if (at - start > MAX_NAME_BYTES) {
                throw invalid("a name of more than " + MAX_NAME_BYTES + " bytes");
            }
        }
        return utf8(start, (int) (at - start - 1));
    }

    private String utf8(long start, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes.asSlice(start, length).asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("a string that is not UTF-8");
        }
    }

    private static Pickled tuple(List<Pickled> items) {
        Pickled.Sequence tuple = new Pickled.Sequence(true);
        tuple.items.addAll(items);
        return tuple;
    }

    private void append(List<Pickled> items) {
        if (!(top() instanceof Pickled.Sequence list) || list.tuple) {
            throw invalid("expected a list to append to");
        }
        list.items.addAll(items);
    }

    private void setItems(List<Pickled> items) {
        if (!(top() instanceof Pickled.Dictionary dictionary) || items.size() % 2 != 0) {
            throw invalid("expected a dict and pairs to set");
        }
        for (int i = 0; i < items.size(); i += 2) {
            switch (items.get(i)) {
                case Pickled.Text(var key) -> dictionary.entries.put(key, items.get(i + 1));
                case Pickled.Whole _ -> dictionary.unnamed++;
                default -> throw invalid("expected strings or numbers as keys of a dict");
            }
        }
    }

    // names and calls

    private void stackGlobal() {
        List<Pickled> both = popLast(2);
        if (both.get(0) instanceof Pickled.Text(var module)
                && both.get(1) instanceof Pickled.Text(var name)) {
            push(name(module, name));
            return;
        }
        throw invalid("expected two strings for a name");
    }

    private Pickled name(String module, String name) {
        boolean listed =
                switch (module) {
                    case COLLECTIONS -> name.equals(ORDERED_DICT);
                    case UTILS -> name.equals(REBUILD_TENSOR) || name.equals(REBUILD_PARAMETER);
                    case "torch" -> ElementType.ofStorageName(name).isPresent();
                    default -> false;
                };
        if (!listed) {
            throw invalid(
                    "refused: it names "
                            + Problems.quote(module + "." + name)
                            + ", and only tensors, numbers, strings and dicts are read; nothing"
                            + " was run");
        }
        return new Pickled.Name(module, name);
    }

    private void reduce() {
        List<Pickled> call = popLast(2);
        if (!(call.get(0) instanceof Pickled.Name function)
                || !(call.get(1) instanceof Pickled.Sequence arguments)
                || !arguments.tuple) {
            throw invalid("refused: a call of something that is no listed name");
        }
        push(
                switch (function.name()) {
                    case ORDERED_DICT -> orderedDict(arguments);
                    case REBUILD_TENSOR -> tensor(arguments.items);
                    case REBUILD_PARAMETER -> parameter(arguments.items);
                    default -> throw invalid("refused: a call of " + function);
                });
    }

    private Pickled orderedDict(Pickled.Sequence arguments) {
        if (!arguments.items.isEmpty()) {
            throw invalid("expected an empty OrderedDict that is filled afterwards");
        }
        return new Pickled.Dictionary(true);
    }

    private Pickled parameter(List<Pickled> arguments) {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof Pickled.OfTensor tensor)) {
            throw invalid("expected a parameter of a tensor");
        }
        return tensor;
    }

    private Pickled tensor(List<Pickled> arguments) {
        if (arguments.size() >= 4
                && arguments.get(0) instanceof Pickled.OfStorage(var storage)
                && arguments.get(1) instanceof Pickled.Whole(var offset)) {
            return new Pickled.OfTensor(
                    new Tensor(
                            storage,
                            offset,
                            sizes(arguments.get(2), "shape"),
                            sizes(arguments.get(3), "strides")));
        }
        throw invalid("expected a tensor of storage, offset, shape and strides");
    }

    private long[] sizes(Pickled value, String what) {
        if (!(value instanceof Pickled.Sequence sequence)) {
            throw invalid("tensor: expected a tuple as its " + what);
        }
        if (sequence.items.size() > MAX_SIZES) {
            throw invalid("tensor: " + sequence.items.size() + " numbers as its " + what);
        }
        long[] sizes = new long[sequence.items.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (!(sequence.items.get(i) instanceof Pickled.Whole(var size))) {
                throw invalid("tensor: expected whole numbers of 64 bits as its " + what);
            }
            sizes[i] = size;
        }
        return sizes;
    }

    /** A tuple of "storage", class, key, location, element count (and a view in old files). */
    private Pickled persistent(Pickled id) {
        if (id instanceof Pickled.Sequence tuple
                && tuple.tuple
                && tuple.items.size() >= 5
                && tuple.items.get(0) instanceof Pickled.Text(var kind)
                && kind.equals("storage")
                && tuple.items.get(1) instanceof Pickled.Name(var module, var name)
                && module.equals("torch")
                && tuple.items.get(2) instanceof Pickled.Text(var key)
                && tuple.items.get(4) instanceof Pickled.Whole(var elements)) {
            if (tuple.items.size() > 5 && !(tuple.items.get(5) instanceof Pickled.Nothing)) {
                throw invalid("a storage that is a view of another is not supported");
            }
            Optional<ElementType> type = ElementType.ofStorageName(name);
            return new Pickled.OfStorage(storages.find(type.orElseThrow(), key, elements));
        }
        throw invalid("a persistent id that does not describe a storage");
    }

    /** Sets attributes; the only ones that torch writes are notes on an OrderedDict. */
    private void build() {
        pop();
        if (!(top() instanceof Pickled.Dictionary dictionary) || !dictionary.ordered) {
            throw invalid("refused: attributes set on something that is no OrderedDict");
        }
    }

    // stack and memo

    private void push(Pickled value) {
        spend();
        stack.add(value);
    }

    private void spend() {
        if (budget.left-- <= 0) {
            throw invalid("more than " + MAX_VALUES + " values");
        }
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private Pickled top() {
        if (stack.size() <= floor()) {
            throw invalid("the stack is empty");
        }
        return stack.getLast();
    }

    private Pickled pop() {
        Pickled value = top();
        stack.removeLast();
        return value;
    }

    private List<Pickled> popLast(int count) {
        if (stack.size() - floor() < count) {
            throw invalid("the stack is empty");
        }
        List<Pickled> tail = stack.subList(stack.size() - count, stack.size());
        List<Pickled> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    private List<Pickled> popToMark() {
        if (marks.isEmpty()) {
            throw invalid("expected a mark on the stack");
        }
        List<Pickled> items = popLast(stack.size() - marks.getLast());
        marks.removeLast();
        return items;
    }

    private void memoise(long slot) {
        if (slot > MAX_MEMO_SLOT) {
            throw invalid("memo slot " + slot);
        }
        spend();
        memo.put((int) slot, top());
    }

    private Pickled recall(long slot) {
        Pickled value = slot > MAX_MEMO_SLOT ? null : memo.get((int) slot);
        if (value == null) {
            throw invalid("memo slot " + slot + " is empty");
        }
        return value;
    }

    // bytes

    private long take(long length) {
        if (length > end - at) {
            throw invalid(
                    end == bytes.byteSize()
                            ? "the pickle ends early"
                            : "more than " + MAX_PICKLE_BYTES + " bytes");
        }
        long start = at;
        at += length;
        return start;
    }

    private void skip(long length) {
        take(length);
    }

    private int u1() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1)) & 0xff;
    }

    private int u2() {
        return u1() | u1() << 8;
    }

    private int i4() {
        return bytes.get(INT, take(4));
    }

    private long u4() {
        return i4() & 0xffffffffL;
    }

    private long i8() {
        return bytes.get(LONG, take(8));
    }

    private VoxfarmException invalid(String why) {
        return new VoxfarmException(ErrorCode.INVALID_VOICE, "pickle, byte " + at + ": " + why);
    }
}
