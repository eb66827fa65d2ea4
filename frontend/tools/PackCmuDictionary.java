import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * Packs CMUdict for the English front end; run by hand when the source changes:
 *
 * <pre>
 * npm pack cmu-pronouncing-dictionary@3.0.0 &amp;&amp; tar xzf cmu-pronouncing-dictionary-3.0.0.tgz
 * java frontend/tools/PackCmuDictionary.java package/index.js \
 *     frontend/src/main/resources/voxfarm/frontend/en/cmudict.bin.gz
 * </pre>
 *
 * Format: docs/formats.md, "Pronouncing dictionary".
 */
public final class PackCmuDictionary {
    private static final List<String> VOWELS =
            List.of("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW");
    private static final List<String> CONSONANTS =
            List.of(
                    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T",
                    "TH", "V", "W", "Y", "Z", "ZH");
    private static final int BLOCK_WORDS = 16;
    private static final Pattern LINE = Pattern.compile("^\\s*(?:\"([^\"]+)\"|([a-z]+)): \"([A-Z0-2 ]+?)(?: #[^\"]*)?\",?$");

    public static void main(String[] args) throws Exception {
        TreeMap<String, byte[]> words = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            Matcher m = LINE.matcher(line);
            if (!m.matches()) {
                continue;
            }
            String word = m.group(1) == null ? m.group(2) : m.group(1);
            if (!word.contains("(") && word.chars().allMatch(c -> c < 128)) {
                words.put(word, phones(m.group(3)));
            }
        }
        write(words, Path.of(args[1]));
        System.out.println(words.size() + " words");
    }

    private static byte[] phones(String text) {
        String[] names = text.split(" ");
        byte[] numbers = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            char last = names[i].charAt(names[i].length() - 1);
            if (Character.isDigit(last)) {
                String base = names[i].substring(0, names[i].length() - 1);
                numbers[i] = (byte) (VOWELS.indexOf(base) * 3 + (last - '0'));
            } else {
                numbers[i] = (byte) (VOWELS.size() * 3 + CONSONANTS.indexOf(names[i]));
            }
            if (numbers[i] < 0) {
                throw new IllegalArgumentException(text);
            }
        }
        return numbers;
    }

    private static void write(TreeMap<String, byte[]> words, Path target) throws Exception {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        List<Integer> offsets = new ArrayList<>();
        byte[] previous = {};
        int n = 0;
        for (var entry : words.entrySet()) {
            byte[] word = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int shared = 0;
            if (n++ % BLOCK_WORDS == 0) {
                offsets.add(blocks.size());
            } else {
                while (shared < Math.min(word.length, previous.length) && word[shared] == previous[shared]) {
                    shared++;
                }
            }
            blocks.write(shared);
            blocks.write(word.length - shared);
            blocks.write(word, shared, word.length - shared);
            blocks.write(entry.getValue().length);
            blocks.write(entry.getValue());
            previous = word;
        }
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        DataOutputStream indexOut = new DataOutputStream(index);
        for (int offset : offsets) {
            indexOut.writeInt(offset);
        }
        CRC32 crc = new CRC32();
        crc.update(index.toByteArray());
        crc.update(blocks.toByteArray());
        OutputStream file = Files.newOutputStream(target);
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(file, 1 << 16) {{ def.setLevel(9); }})) {
            out.writeInt(0x56465044);
            out.writeInt(1);
            out.writeInt(offsets.size());
            out.writeInt(blocks.size());
            index.writeTo(out);
            blocks.writeTo(out);
            out.writeInt((int) crc.getValue());
        }
    }
}
