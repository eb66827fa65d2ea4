package voxfarm.app.wiring;

import java.net.InetAddress;
import java.net.UnknownHostException;
import voxfarm.worker.WorkerConfig;

/** Names of workers. */
public final class WorkerIds {
    private WorkerIds() {}

    /** The configured name, or host and process. */
    public static String of(WorkerConfig config) {
        return config.id().isBlank() ? host() + "-" + ProcessHandle.current().pid() : config.id();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "host";
        }
    }
}
