package voxfarm.worker.binding;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import voxfarm.common.audio.FloatWav;
import voxfarm.common.book.HeardChapter;
import voxfarm.common.store.ObjectStore;

/** A chapter that is the sound of one request, as it was spoken. */
record WholeRequest(int number, HeardChapter chapter, RequestSound request, ObjectStore store)
        implements ChapterSound {
    @Override
    public List<RequestSound> requests() {
        return List.of(request);
    }

    @Override
    public int sampleRateHz() {
        return request.sampleRateHz();
    }

    @Override
    public long samples() {
        return request.samples();
    }

    @Override
    public void read(FloatWav.Sink sink, Pulse pulse) throws IOException {
        request.read(
                store,
                (block, count) -> {
                    pulse.beat();
                    sink.accept(block, count);
                });
    }

    @Override
    public InputStream timings() {
        return request.openTimings(store);
    }
}
