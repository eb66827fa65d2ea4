package voxfarm.worker.engine;

import java.nio.file.Path;

/** A process that uses the runtime and is ended by force, as an engine's is. */
final class SpeakingProcess {
    private SpeakingProcess() {}

    /**
     * @param arguments the folder of libraries
     */
    public static void main(String[] arguments) {
        new RuntimeLibraries(Path.of(arguments[0])).useHere();
        DeviceProbe.Report report = DeviceProbe.probe(new Device.Cpu());
        Runtime.getRuntime().halt(report.timings().isEmpty() ? 1 : 0);
    }
}
