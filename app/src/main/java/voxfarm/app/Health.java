package voxfarm.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks a process of the farm by HTTP whether it is well: the health check of the images, which hold
 * no other program that could ask. Loads little, as it runs every few seconds.
 */
public final class Health {
    private static final int PATIENCE_MILLIS = 4000;

    private Health() {}

    /** Ends with 0 if the one address answers 200, else with 1 and a line on standard error. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("expected one address, such as http://127.0.0.1:9876/healthz");
            System.exit(2);
        }
        String problem = problem(args[0]);
        if (!problem.isEmpty()) {
            System.err.println(args[0] + ": " + problem);
        }
        System.exit(problem.isEmpty() ? 0 : 1);
    }

    /** What is wrong; empty if it answers 200. */
    static String problem(String address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setUseCaches(false);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK ? "" : "status " + status;
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
