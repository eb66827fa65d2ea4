package voxfarm.common.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes that are hard to read as JSON, of every kind that is known. */
public final class HostileDocuments {
    private HostileDocuments() {}

    /** As they stand; each is to be refused, whatever reads it. */
    public static List<byte[]> all() {
        List<String> texts =
                new ArrayList<>(
                        List.of(
                                "",
                                "null",
                                "[]",
                                "\"x\"",
                                "{",
                                "{\"a\":1,\"a\":1}",
                                "{\"zzz\":10000000e2147483647}",
                                "{\"zzz\":10e-2147483648}",
                                "{\"zzz\":[[1e99999999999999999999]]}",
                                "{\"zzz\":" + "9".repeat(100_000) + "}",
                                "{\"schema\":1e999999999}",
                                "{\"schema\":1e-999999999}",
                                "{\"zzz\":\"\\ud800\"}",
                                "{\"\\udfff\":1}",
                                "{\"zzz\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                                "{\"zzz\":"
                                        + "{\"a\":".repeat(10_000)
                                        + "1"
                                        + "}".repeat(10_000)
                                        + "}",
                                "{\"zzz\":[" + "{},".repeat(300_000) + "{}]}",
                                "{\"" + "n".repeat(100_000) + "\":1}",
                                "{\"zzz\":\"" + "x".repeat((1 << 20) + 1) + "\"}"));
        List<byte[]> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.getBytes(StandardCharsets.UTF_8)));
        all.add(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'});
        byte[] zeros = new byte[1000];
        all.add(zeros);
        byte[] high = new byte[1000];
        Arrays.fill(high, (byte) 0xff);
        all.add(high);
        return all;
    }
}
