package voxfarm.common.bucket;

import java.util.ArrayList;
import java.util.List;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.store.ObjectStore;

/**
 * How far the chapters of a book are, from which of their requests are stored. They form chains, as
 * many as the book's window: chapter {@code n + window} is accepted when chapter {@code n} is
 * completed. So those accepted are the beginning of each chain, whoever accepted them, and its last
 * one is found in a few questions however long the book is. Thread-safe.
 */
public final class ChapterChains {
    private final RequestStore requests;

    public ChapterChains(ObjectStore store) {
        this.requests = new RequestStore(store);
    }

    /**
     * Where one chain is.
     *
     * @param last number of the last chapter that is accepted, from 1; 0 if none is
     * @param next the chapter that follows it; 0 behind the last
     */
    public record Place(int last, int next) {}

    /** Of a book, in the order of the chains. */
    public List<Place> places(AcceptedRequest book) {
        AcceptedBook size = book.book().orElseThrow();
        List<Place> places = new ArrayList<>();
        for (int first = 1; first <= Math.min(size.window(), size.chapters()); first++) {
            places.add(place(book, size, first));
        }
        return places;
    }

    private Place place(AcceptedRequest book, AcceptedBook size, int first) {
        int accepted = 0; // so many of the chain are
        int missing = (size.chapters() - first) / size.window() + 2; // and not so many
        while (missing - accepted > 1) {
            int middle = (accepted + missing) >>> 1;
            int chapter = first + (middle - 1) * size.window();
            boolean stored =
                    chapter <= size.chapters()
                            && requests.exists(ChapterIds.of(book.id(), chapter));
            accepted = stored ? middle : accepted;
            missing = stored ? missing : middle;
        }
        int next = first + accepted * size.window();
        return new Place(
                accepted == 0 ? 0 : next - size.window(), next > size.chapters() ? 0 : next);
    }
}
