package voxfarm.worker.isolation;

import java.util.concurrent.CountDownLatch;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** The process of an import for tests: what it does depends on the name of the voice. */
final class HostileImportHost {
    private HostileImportHost() {}

    public static void main(String[] args) {
        ImportHost.serve((source, sources, _, _) -> {
            System.out.println("a library that prints");
            switch (source.voice().value()) {
                case "hungry" -> eat();
                case "deadly" -> Runtime.getRuntime().halt(139);
                case "endless" -> hang();
                case "deep" -> deep(1);
                case "defective" -> throw new IllegalStateException("as it must not be");
                default -> {}
            }
            throw new VoxfarmException(
                    ErrorCode.INVALID_VOICE, String.join(",", System.getenv().keySet()));
        });
    }

    private static void eat() {
        Object held = "";
        while (true) {
            held = new Object[] {held, new byte[1 << 20]};
        }
    }

    private static int deep(int depth) {
        return depth < 0 ? 0 : depth + deep(depth + 1);
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
