package voxfarm.bench.speed;

import java.time.Duration;
import java.util.List;
import voxfarm.common.audio.PcmAudio;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.models.packages.VoicePackage;
import voxfarm.worker.engine.LoadedVoice;
import voxfarm.worker.engine.SynthesisEngine;
import voxfarm.worker.engine.Utterance;

/** An engine that takes some time and no processor: what is left is the farm's own cost. */
final class SleepingEngine implements SynthesisEngine {
    private static final double SECONDS_OF_SOUND = 1;

    private final Duration perSegment;

    SleepingEngine(Duration perSegment) {
        this.perSegment = perSegment;
    }

    @Override
    public LoadedVoice load(VoicePackage voice) {
        int rate = voice.manifest().sampleRateHz();
        float[] hum = new float[(int) (SECONDS_OF_SOUND * rate)];
        for (int i = 0; i < hum.length; i++) {
            hum[i] = (float) (0.1 * Math.sin(2 * Math.PI * 110 * i / rate));
        }
        return new LoadedVoice() {
            @Override
            public List<Spoken> speakAll(List<Utterance> utterances) {
                return utterances.stream().map(_ -> hum()).toList();
            }

            private Spoken hum() {
                try {
                    Thread.sleep(perSegment);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new VoxfarmException(ErrorCode.ENGINE_FAILED, "interrupted", e);
                }
                return new Spoken(new PcmAudio(hum.clone(), rate), List.of());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public void close() {}
}
