package voxfarm.dispatcher.callback;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which network addresses are of the public internet. What a name stands for is decided by whoever
 * holds the name, so a call to one must not reach what lies behind the farm's own walls.
 */
final class PublicAddresses {
    /**
     * No addresses of single machines, or none that anybody may use: RFC 6890 and its successors.
     */
    private static final List<Block> SPECIAL =
            List.of(
                    Block.of("0.0.0.0", 8),
                    Block.of("10.0.0.0", 8),
                    Block.of("100.64.0.0", 10), // carriers' own
                    Block.of("127.0.0.0", 8),
                    Block.of("169.254.0.0", 16),
                    Block.of("172.16.0.0", 12),
                    Block.of("192.0.0.0", 24),
                    Block.of("192.0.2.0", 24), // documents
                    Block.of("192.88.99.0", 24), // relays of 6to4
                    Block.of("192.168.0.0", 16),
                    Block.of("198.18.0.0", 15), // benchmarks
                    Block.of("198.51.100.0", 24),
                    Block.of("203.0.113.0", 24),
                    Block.of("224.0.0.0", 3), // many receivers, reserved
                    Block.of("2001::", 23), // protocols, Teredo among them
                    Block.of("2001:db8::", 32),
                    Block.of("3fff::", 20),
                    Block.of("2002::", 16)); // 6to4: another address in disguise

    /** All that is given out as public of version 6 so far. */
    private static final Block GLOBAL_SIX = Block.of("2000::", 3);

    /** What a target may be allowed besides: machines of one's own network, and one's own. */
    private static final List<Block> OWN =
            List.of(
                    Block.of("10.0.0.0", 8),
                    Block.of("100.64.0.0", 10),
                    Block.of("127.0.0.0", 8),
                    Block.of("172.16.0.0", 12),
                    Block.of("192.168.0.0", 16),
                    Block.of("::1", 128),
                    Block.of("fc00::", 7));

    private PublicAddresses() {}

    private record Block(byte[] first, int bits) {
        static Block of(String first, int bits) {
            return new Block(InetAddress.ofLiteral(first).getAddress(), bits);
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, first, 0, whole)) {
                return false;
            }
            int mask = 0xFF00 >> (bits % 8) & 0xFF;
            return mask == 0 || (address[whole] & mask) == (first[whole] & mask);
        }
    }

    /** Whether it is an address of the public internet. */
    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return SPECIAL.stream().noneMatch(block -> block.contains(bytes))
                && (bytes.length == 4 || GLOBAL_SIX.contains(bytes));
    }

    /**
     * Whether it is of one's own network. Addresses of the link are not: there some clouds give
     * their machines' secrets to whoever asks.
     */
    static boolean isOwn(InetAddress address) {
        byte[] bytes = address.getAddress();
        return OWN.stream().anyMatch(block -> block.contains(bytes));
    }
}
