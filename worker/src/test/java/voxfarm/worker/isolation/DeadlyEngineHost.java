package voxfarm.worker.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.machine.Computation;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.Warning;
import voxfarm.frontend.Readings;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;

/** An engine process for tests: what it does depends on the text, and on the name of the voice. */
final class DeadlyEngineHost {
    private DeadlyEngineHost() {}

    public static void main(String[] args) {
        EngineHost.serve(settings -> {
            if (!settings.device().equals("cpu")) {
                Runtime.getRuntime().halt(139); // as a driver does that takes its process with it
            }
            return new Engine();
        });
    }

    private static final class Engine implements SynthesisEngine {
        @Override
        public LoadedVoice load(VoicePackage voice) {
            System.out.println("a library that prints");
            printAsNativeCodeDoes();
            switch (voice.manifest().voice().value()) {
                case "deadly" -> Runtime.getRuntime().halt(139);
                case "endless" -> hang();
                case "damaged" -> throw new VoxfarmException(ErrorCode.VOICE_BROKEN, "damaged");
                default -> {}
            }
            return new Voice(voice.folder(), Computation.CUDA_FAST);
        }

        @Override
        public LoadedVoice loadExact(VoicePackage voice) {
            return new Voice(voice.folder(), Computation.CUDA_EXACT);
        }

        @Override
        public Computation computation() {
            return Computation.CUDA_FAST;
        }

        @Override
        public String device() {
            return "test";
        }

        @Override
        public void close() {}
    }

    /** Past what Java calls standard output, on the descriptor itself. */
    private static void printAsNativeCodeDoes() {
        try {
            new ProcessBuilder("/bin/sh", "-c", "echo a native library that prints")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void hang() {
        new CompletableFuture<Void>().join();
    }

    private static void overflow(int depth) {
        if (depth < Integer.MAX_VALUE) {
            overflow(depth + 1);
        }
    }

    /**
     * @param folder where it leaves a note of what it is speaking
     */
    private record Voice(Path folder, Computation computation) implements LoadedVoice {
        @Override
        public List<Spoken> speakAll(List<Utterance> utterances) {
            return utterances.stream().map(one -> say(one.segment(), one.readings())).toList();
        }

        private static String shown(Readings readings) {
            return readings.layers().stream()
                    .map(words -> words.byWord().toString())
                    .collect(java.util.stream.Collectors.joining());
        }

        private Spoken say(Segment segment, Readings readings) {
            return switch (segment.text()) {
                case "crash" -> {
                    Runtime.getRuntime().halt(139);
                    throw new IllegalStateException();
                }
                case "memory" -> {
                    long[][] all = new long[1 << 20][];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = new long[1 << 20];
                    }
                    yield new Spoken(new PcmAudio(new float[all.length], 1000), List.of());
                }
                case "hang" -> {
                    note("hanging");
                    hang();
                    throw new IllegalStateException();
                }
                case "litter" -> {
                    Path litter = litter();
                    yield new Spoken(
                            new PcmAudio(new float[1], 1000),
                            List.of(new Warning("w", litter.toString())));
                }
                case "count" ->
                        new Spoken(new PcmAudio(new float[] {readings.size()}, 1000), List.of());
                case "overflow" -> {
                    overflow(0);
                    throw new IllegalStateException();
                }
                case "class" -> throw new NoClassDefFoundError("missing");
                case "buffer" -> throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                case "refuse" -> throw new VoxfarmException(ErrorCode.NOTHING_TO_SPEAK, "nothing");
                case "defect" -> throw new IllegalArgumentException("a defect");
                default ->
                        new Spoken(
                                new PcmAudio(new float[] {0.25f, segment.text().length()}, 1000),
                                List.of(new Warning("w", shown(readings))),
                                List.of(
                                        new SpokenWord(
                                                segment.text(),
                                                0,
                                                0.002,
                                                List.of(
                                                        new SpokenWord.SpokenPhone(
                                                                "a", 0, 0.002)))));
            };
        }

        /** As native libraries do that are unpacked. */
        private static Path litter() {
            try {
                return Files.createTempFile(Files.createTempDirectory("native"), "lib", ".so");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void note(String name) {
            try {
                Files.createFile(folder.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }
}
