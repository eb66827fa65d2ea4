package voxfarm.common.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import voxfarm.common.LastUsed;
import voxfarm.common.book.ChapterIds;
import voxfarm.common.plan.AcceptedBook;
import voxfarm.common.plan.AcceptedRequest;
import voxfarm.common.store.ObjectStore;

/**
 * How far the chapters of a book are, from which of their requests are stored. They form chains, as
 * many as the book's window: chapter {@code n + window} is accepted when chapter {@code n} is
 * completed, or later. So those accepted are the beginning of each chain, whoever accepted them,
 * and its last one is found in a few questions however long the book is, and in one if it is still
 * the same that was found here before. Thread-safe.
 */
public final class ChapterChains {
    /** Of what is known of all books; some thousands have room. */
    private static final long KNOWN_BYTES = 4L << 20;

    private final RequestStore requests;

    /** How many of each chain are certainly accepted, by the acceptance of the book. */
    private final LastUsed<String, AtomicIntegerArray> known =
            new LastUsed<>(KNOWN_BYTES, (_, chains) -> (long) Integer.BYTES * chains.length());

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
        int chains = chains(book);
        AtomicIntegerArray found = known.get(key(book), _ -> new AtomicIntegerArray(chains));
        List<Place> places = new ArrayList<>();
        for (int chain = 0; chain < chains; chain++) {
            Place place = place(book, size, chain + 1, found.get(chain));
            places.add(place);
            int accepted = place.last() == 0 ? 0 : (place.last() - 1) / size.window() + 1;
            found.accumulateAndGet(chain, accepted, Math::max);
        }
        return places;
    }

    private static int chains(AcceptedRequest book) {
        AcceptedBook size = book.book().orElseThrow();
        return Math.min(size.window(), size.chapters());
    }

    private static String key(AcceptedRequest book) {
        return book.id() + " " + book.acceptedBy();
    }

    /** Looks at all of it next time: what was found is not there any more. */
    public void forget(AcceptedRequest book) {
        AtomicIntegerArray found = known.get(key(book), _ -> new AtomicIntegerArray(chains(book)));
        for (int chain = 0; chain < found.length(); chain++) {
            found.set(chain, 0);
        }
    }

    /**
     * @param known so many of the chain are accepted, or more
     */
    private Place place(AcceptedRequest book, AcceptedBook size, int first, int known) {
        int accepted = known;
        int missing = (size.chapters() - first) / size.window() + 2; // so many are not
        int step = 1; // mostly none came since, or one
        while (missing - accepted > 1) {
            int asked = Math.min(accepted + step, (accepted + missing) >>> 1);
            int chapter = first + (asked - 1) * size.window();
            boolean stored = requests.exists(ChapterIds.of(book.id(), chapter));
            accepted = stored ? asked : accepted;
            missing = stored ? missing : asked;
            step = 2 * step;
        }
        int next = first + accepted * size.window();
        return new Place(
                accepted == 0 ? 0 : next - size.window(), next > size.chapters() ? 0 : next);
    }
}
