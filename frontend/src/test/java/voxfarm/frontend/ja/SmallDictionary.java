package voxfarm.frontend.ja;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compiles small dictionaries as MeCab does, for tests. */
public final class SmallDictionary {
    private static final int MAGIC = 0xef718f77;
    private static final int IDS = 4;
    private static final List<String> KINDS =
            List.of("DEFAULT", "SPACE", "KANJI", "SYMBOL", "HIRAGANA", "KATAKANA");

    private final TreeMap<String, List<Token>> words = new TreeMap<>();
    private final TreeMap<String, List<Token>> unknown = new TreeMap<>();
    private final short[] costs = new short[IDS * IDS];

    private record Token(int left, int right, int cost, String feature) {}

    /** With a few words that sentences of tests are made of. */
    public static SmallDictionary ofTests() {
        SmallDictionary made = new SmallDictionary();
        KINDS.forEach(kind -> made.unknown(kind, 1, 1, 9000, "名詞,一般,*,*,*,*,*"));
        made.word("私", 1, 1, 3000, "名詞,代名詞,一般,*,*,*,私,ワタシ,ワタシ,0/3,C3");
        made.word("は", 2, 2, 1000, "助詞,係助詞,*,*,*,*,は,ハ,ワ,0/1,名詞%F1/動詞%F2@0");
        made.word("本", 1, 1, 4000, "名詞,一般,*,*,*,*,本,ホン,ホン,1/2,C3");
        made.word("を", 2, 2, 1000, "助詞,格助詞,一般,*,*,*,を,ヲ,ヲ,0/1,動詞%F5/名詞%F1");
        made.word("読み", 1, 1, 4000, "動詞,自立,*,*,五段・マ行,連用形,読む,ヨミ,ヨミ,1/2,*");
        made.word("ます", 2, 2, 1000, "助動詞,*,*,*,特殊・マス,基本形,ます,マス,マス’,1/2,動詞%F4@1");
        made.word("三", 1, 1, 3000, "名詞,数,*,*,*,*,三,サン,サン,0/2,C3");
        made.word("十", 1, 1, 3000, "名詞,数,*,*,*,*,十,ジュウ,ジュー,1/2,C3");
        made.word("冊", 2, 2, 2000, "名詞,接尾,助数詞,*,*,*,冊,サツ,サツ,1/2,C3");
        made.word("。", 3, 3, 100, "記号,句点,*,*,*,*,。,。,。,*/*,*");
        made.word("．", 3, 3, 100, "記号,句点,*,*,*,*,．,．,．,*/*,*");
        made.word("，", 3, 3, 100, "記号,読点,*,*,*,*,，,，,，,*/*,*");
        return made;
    }

    public SmallDictionary word(String text, int left, int right, int cost, String feature) {
        words.computeIfAbsent(text, _ -> new ArrayList<>())
                .add(new Token(left, right, cost, feature));
        return this;
    }

    SmallDictionary unknown(String kind, int left, int right, int cost, String feature) {
        unknown.computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(new Token(left, right, cost, feature));
        return this;
    }

    SmallDictionary connect(int right, int left, int cost) {
        costs[right + IDS * left] = (short) cost;
        return this;
    }

    /** Writes its files. */
    public Path writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("sys.dic"), lexicon(words, Lexicon.WORDS));
            Files.write(folder.resolve("unk.dic"), lexicon(unknown, Lexicon.UNKNOWN));
            Files.write(folder.resolve("matrix.bin"), matrix());
            Files.write(folder.resolve("char.bin"), kinds());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] matrix() {
        ByteBuffer bytes = little(4 + 2 * costs.length);
        bytes.putShort((short) IDS).putShort((short) IDS);
        for (short cost : costs) {
            bytes.putShort(cost);
        }
        return written(bytes);
    }

    private static byte[] kinds() {
        ByteBuffer bytes = little(4 + 32 * KINDS.size() + 4 * 0xffff);
        bytes.putInt(KINDS.size());
        for (String kind : KINDS) {
            bytes.put(Arrays.copyOf(kind.getBytes(StandardCharsets.US_ASCII), 32));
        }
        for (int c = 0; c < 0xffff; c++) {
            bytes.putInt(kind(c));
        }
        return written(bytes);
    }

    private static int kind(int c) {
        if (c == ' ') {
            return kind(1, 0, true, false);
        }
        if (c >= 0x4e00 && c < 0xa000) {
            return kind(2, 2, false, false);
        }
        if (c >= 0x3041 && c < 0x30a0) {
            return kind(4, 2, true, false);
        }
        if (c >= 0x30a1 && c < 0x3100) {
            return kind(5, 2, true, false);
        }
        return kind(c >= 0xff00 ? 3 : 0, 0, true, c >= 0xff00);
    }

    private static int kind(int number, int longest, boolean groups, boolean besideKnown) {
        return 1 << number
                | number << 18
                | longest << 26
                | (groups ? 1 << 30 : 0)
                | (besideKnown ? 1 << 31 : 0);
    }

    private static byte[] written(ByteBuffer bytes) {
        byte[] all = new byte[bytes.capacity()];
        bytes.get(0, all);
        return all;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] lexicon(Map<String, List<Token>> words, int type) {
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        List<Integer> offsets = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        DoubleArray trie = new DoubleArray();
        for (Map.Entry<String, List<Token>> word : words.entrySet()) {
            trie.put(word.getKey(), tokens.size() << 8 | word.getValue().size());
            for (Token token : word.getValue()) {
                tokens.add(token);
                offsets.add(texts.size());
                texts.writeBytes((token.feature() + "\0").getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] array = trie.bytes();
        int size = 72 + array.length + 16 * tokens.size() + texts.size();
        ByteBuffer bytes = little(size);
        bytes.putInt(MAGIC ^ size).putInt(102).putInt(type).putInt(words.size());
        bytes.putInt(IDS).putInt(IDS);
        bytes.putInt(array.length).putInt(16 * tokens.size()).putInt(texts.size()).putInt(0);
        bytes.put(Arrays.copyOf("UTF-8".getBytes(StandardCharsets.US_ASCII), 32));
        bytes.put(array);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            bytes.putShort((short) token.left()).putShort((short) token.right());
            bytes.putShort((short) 0).putShort((short) token.cost());
            bytes.putInt(offsets.get(i)).putInt(0);
        }
        bytes.put(texts.toByteArray());
        return written(bytes);
    }

    /** A trie laid out in units of a base and the base of the parent. */
    private static final class DoubleArray {
        private final Node root = new Node();
        private int[] bases = new int[16];
        private int[] checks = new int[16];
        private final Set<Integer> used = new HashSet<>(Set.of(0));
        private final Set<Integer> taken = new HashSet<>();

        private static final class Node {
            final TreeMap<Integer, Node> children = new TreeMap<>();
            int value = -1;
        }

        void put(String word, int value) {
            Node node = root;
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
                node = node.children.computeIfAbsent((b & 0xff) + 1, _ -> new Node());
            }
            node.value = value;
        }

        byte[] bytes() {
            lay(root, 0);
            ByteBuffer bytes = little(8 * bases.length);
            for (int i = 0; i < bases.length; i++) {
                bytes.putInt(bases[i]).putInt(checks[i]);
            }
            return written(bytes);
        }

        private void lay(Node node, int unit) {
            int base = 1;
            while (!fits(node, base)) {
                base++;
            }
            taken.add(base);
            bases[unit] = base;
            if (node.value >= 0) {
                claim(base, base);
                bases[base] = -node.value - 1;
            }
            for (int code : node.children.keySet()) {
                claim(base + code, base);
            }
            for (Map.Entry<Integer, Node> child : node.children.entrySet()) {
                lay(child.getValue(), base + child.getKey());
            }
        }

        private boolean fits(Node node, int base) {
            return !taken.contains(base)
                    && (node.value < 0 || !used.contains(base))
                    && node.children.keySet().stream().noneMatch(c -> used.contains(base + c));
        }

        private void claim(int unit, int base) {
            if (unit >= bases.length) {
                bases = Arrays.copyOf(bases, 2 * unit);
                checks = Arrays.copyOf(checks, 2 * unit);
            }
            used.add(unit);
            checks[unit] = base;
        }
    }
}
