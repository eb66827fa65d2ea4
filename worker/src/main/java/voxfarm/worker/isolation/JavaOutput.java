package voxfarm.worker.isolation;

import java.util.List;

/** Where the virtual machine prints. */
final class JavaOutput {
    /**
     * Warnings of the virtual machine go to standard error, and the start-up cache says nothing: it
     * warns of each method that it compiles anew, and is left out where it does not fit.
     */
    static final List<String> TO_STANDARD_ERROR =
            List.of(
                    "-XX:+DisplayVMOutputToStderr",
                    "-Xlog:disable",
                    "-Xlog:all=warning,aot*=off,cds*=off:stderr");

    private JavaOutput() {}
}
