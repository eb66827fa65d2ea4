package voxfarm.worker.isolation;

import java.util.List;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.clip.SpokenWord;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Segment;
import voxfarm.common.plan.SpeechSettings;
import voxfarm.common.result.Warning;
import voxfarm.frontend.zh.Pronunciations;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;

/** An engine process for tests: what it does depends on the text. */
final class DeadlyEngineHost {
    private DeadlyEngineHost() {}

    public static void main(String[] args) {
        EngineHost.serve(_ -> new Engine());
    }

    private static final class Engine implements SynthesisEngine {
        @Override
        public LoadedVoice load(VoicePackage voice) {
            System.out.println("a library that prints");
            return new Voice();
        }

        @Override
        public String device() {
            return "test";
        }

        @Override
        public void close() {}
    }

    private static final class Voice implements LoadedVoice {
        @Override
        public Spoken speak(
                Segment segment, SpeechSettings settings, Pronunciations pronunciations) {
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
                case "refuse" -> throw new VoxfarmException(ErrorCode.NOTHING_TO_SPEAK, "nothing");
                case "defect" -> throw new IllegalArgumentException("a defect");
                default ->
                        new Spoken(
                                new PcmAudio(new float[] {0.25f, segment.text().length()}, 1000),
                                List.of(new Warning("w", pronunciations.written().toString())),
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

        @Override
        public void close() {}
    }
}
