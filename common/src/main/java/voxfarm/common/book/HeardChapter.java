package voxfarm.common.book;

import java.util.ArrayList;
import java.util.List;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.plan.Pauses;

/**
 * A chapter as it is heard: the sound of one request as it is, or what several voices say in turns,
 * each turn a piece of the sound of its voice's request. The requests of a book have numbers from 1
 * in one list, and each belongs to one chapter.
 *
 * @param title what a listener jumps to
 * @param pauseAfterSeconds silence behind it in the file of the whole book, 0 to 10
 * @param first number of its first request
 * @param last number of its last
 * @param pieces in the order in which they are heard; none where the sound of its one request is
 *     heard as it is
 */
public record HeardChapter(
        String title, double pauseAfterSeconds, int first, int last, List<Piece> pieces) {
    /** Of a book: one for every forty characters of the longest. */
    public static final int MOST_PIECES = 500_000;

    /**
     * What is heard in one go. Its sound is that of the segments that begin within it; those of one
     * request come in the order of its text.
     *
     * @param request number of the request whose sound it is
     * @param begin in UTF-16 units of that request's text
     * @param end behind it
     * @param pauseAfterSeconds silence behind it, 0 to 10; also where nothing of it is heard
     */
    public record Piece(int request, int begin, int end, double pauseAfterSeconds) {}

    public HeardChapter {
        pieces = List.copyOf(pieces);
    }

    /** The sound of one request. */
    public static HeardChapter whole(String title, double pauseAfterSeconds, int request) {
        return new HeardChapter(title, pauseAfterSeconds, request, request, List.of());
    }

    /** How many requests it has. */
    public int requests() {
        return last - first + 1;
    }

    /** Whether the sound of its one request is heard as it is. */
    public boolean isWhole() {
        return pieces.isEmpty();
    }

    /**
     * Which of them a request belongs to.
     *
     * @param all of a book
     * @return from 1
     */
    public static int numberOf(List<HeardChapter> all, int request) {
        int low = 0;
        int high = all.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).last < request) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low + 1;
    }

    /** How many pieces they have together. */
    public static long pieces(List<HeardChapter> all) {
        return all.stream().mapToLong(chapter -> chapter.pieces.size()).sum();
    }

    /**
     * Checks that they are made of those requests: each is heard in one chapter, in the order of
     * their numbers, and its pieces are stretches of its text, one behind the other.
     *
     * @throws VoxfarmException {@code INVALID_PLAN}
     */
    static void check(List<HeardChapter> all, List<StoredChapter> requests) {
        if (pieces(all) > MOST_PIECES) {
            throw wrong("heard", "expected at most " + MOST_PIECES + " pieces in all");
        }
        int next = 1;
        for (int i = 0; i < all.size(); i++) {
            HeardChapter chapter = all.get(i);
            String name = "heard[" + i + "]";
            if (chapter.first != next || chapter.last < next || chapter.last > requests.size()) {
                throw wrong(
                        name,
                        String.format(
                                "expected requests from %d to %d at most, were %d to %d",
                                next, requests.size(), chapter.first, chapter.last));
            }
            chapter.check(name, requests);
            next = chapter.last + 1;
        }
        if (next <= requests.size()) {
            throw wrong("heard", "expected request " + next + " to be heard, too");
        }
    }

    private void check(String name, List<StoredChapter> requestsOfBook) {
        checkPause(name, pauseAfterSeconds);
        if (isWhole() && requests() > 1) {
            throw wrong(name, "expected pieces where there is more than one request");
        }
        int[] heard = new int[requests()];
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            String of = name + ".pieces[" + i + "]";
            if (piece.request < first || piece.request > last) {
                throw wrong(
                        of,
                        String.format(
                                "expected a request from %d to %d, was %d",
                                first, last, piece.request));
            }
            // a unit of UTF-16 has one byte of UTF-8 at least
            long longest = requestsOfBook.get(piece.request - 1).textBytes();
            if (piece.begin < heard[piece.request - first]
                    || piece.end <= piece.begin
                    || piece.end > longest) {
                throw wrong(
                        of,
                        String.format(
                                "expected a stretch from %d to %d at most, was %d to %d",
                                heard[piece.request - first], longest, piece.begin, piece.end));
            }
            heard[piece.request - first] = piece.end;
            checkPause(of, piece.pauseAfterSeconds);
        }
        checkAllHeard(name, heard);
    }

    private void checkAllHeard(String name, int[] heard) {
        List<Integer> never = new ArrayList<>();
        for (int i = 0; i < heard.length && !isWhole(); i++) {
            if (heard[i] == 0) {
                never.add(first + i);
            }
        }
        if (!never.isEmpty()) {
            throw wrong(name, "expected pieces of request " + never.getFirst() + ", too");
        }
    }

    private static void checkPause(String name, double seconds) {
        if (!(seconds >= 0 && seconds <= Pauses.MAX_SECONDS)) { // NaN fails too
            throw wrong(name, "expected a pause from 0 to 10 s, was " + seconds);
        }
    }

    private static VoxfarmException wrong(String name, String what) {
        return new VoxfarmException(
                ErrorCode.INVALID_PLAN, "plan of a book: " + name + ": " + what);
    }
}
