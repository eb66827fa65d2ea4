package voxfarm.common.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.language.Language;
import voxfarm.common.store.InMemoryObjectStore;
import voxfarm.common.store.ObjectKey;

class PlanPartsTest {
    private static final ObjectKey PLAN = new ObjectKey("requests/r1/plan-0.json");

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    /** Segments of letters of one to four bytes, three to a part. */
    private static List<PlannedSegment> plan(int segments) {
        return IntStream.range(0, segments)
                .mapToObj(i ->
                        new PlannedSegment(
                                new Segment(
                                        i,
                                        "é字\"\\😀 " + "x".repeat(i % 7),
                                        Language.EN,
                                        i % 2 * 0.3),
                                i / 3))
                .toList();
    }

    private byte[] store(List<PlannedSegment> plan) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanCodec.write(plan.iterator(), out);
        store.create(PLAN, out.toByteArray(), "application/json");
        return out.toByteArray();
    }

    private static List<PlanPart> all(PlanParts parts) {
        List<PlanPart> read = new ArrayList<>();
        parts.forEachRemaining(read::add);
        return read;
    }

    @Test
    void readsOnFromEachPartAsFromTheBeginning() throws IOException {
        byte[] document = store(plan(100));
        List<PlanPart> whole = all(PlanParts.read(new ByteArrayInputStream(document)));

        assertThat(whole).hasSize(34);
        assertThat(whole.get(33).segments()).hasSize(1);
        for (PlanPart part : whole) {
            assertThat(document[(int) part.offset()]).isEqualTo((byte) '{');
            assertThat(
                            all(
                                    PlanParts.from(
                                            store,
                                            PLAN,
                                            part.offset(),
                                            part.segments().getFirst().index())))
                    .isEqualTo(whole.subList(part.part(), whole.size()));
        }
    }

    /** The parser takes the first bytes for those of UTF-32. */
    @Test
    void refusesADamagedPlanThatLooksLikeAnotherEncoding() {
        byte[] damaged = {0, 0, 0, '{', 0x7f, (byte) 0xff, 0, 0};

        assertThatThrownBy(() -> PlanCodec.read(new ByteArrayInputStream(damaged)).hasNext())
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN));
    }

    @Test
    void fetchesNoMoreThanItReads() throws IOException {
        byte[] document = store(plan(30_000));
        List<PlanPart> whole = all(PlanParts.read(new ByteArrayInputStream(document)));
        PlanPart from = whole.get(5000);

        PlanParts parts = PlanParts.from(store, PLAN, from.offset(), 15_000);
        for (int i = 0; i < 8; i++) {
            assertThat(parts.next()).isEqualTo(whole.get(5000 + i));
        }

        assertThat(document.length).isGreaterThan(2 << 20);
        assertThat(store.rangesRead()).isEqualTo(1);
    }

    @Test
    void refusesAPlaceThatIsNoSegmentsBeginning() throws IOException {
        store(plan(100));
        long offset = all(PlanParts.from(store, PLAN, offsetOf(20), 60)).getFirst().offset();

        assertThatThrownBy(() -> PlanParts.from(store, PLAN, offset + 1, 60))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN));
        assertThatThrownBy(() -> PlanParts.from(store, PLAN, offset, 61))
                .hasMessage("plan: expected segment 61, was 60");
    }

    private long offsetOf(int part) {
        byte[] document = store.read(PLAN, 1 << 20).orElseThrow();
        return all(PlanParts.read(new ByteArrayInputStream(document))).get(part).offset();
    }

    @Test
    void saysThatThePlanWasDeleted() {
        assertThatThrownBy(() -> PlanParts.from(store, PLAN, 10, 0))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void readsAPlanThatIsCutOffAsNoPlan() throws IOException {
        byte[] document = store(plan(10));
        ObjectKey cut = new ObjectKey("requests/r1/plan-cut.json");
        String text = new String(document, StandardCharsets.UTF_8);
        store.create(
                cut, text.substring(0, text.length() / 2).getBytes(StandardCharsets.UTF_8), "x");

        assertThatThrownBy(() -> all(PlanParts.from(store, cut, offsetOf(1), 3)))
                .isInstanceOfSatisfying(
                        VoxfarmException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLAN));
    }

    /** The store's failure is told as one: the same again may succeed. */
    @Test
    void tellsAStreamThatBreaksFromADocumentThatIsNone() throws IOException {
        byte[] whole = store(plan(9));
        for (int broken = 0; broken < whole.length - 40; broken += 7) {
            InputStream half =
                    new SequenceInputStream(
                            new ByteArrayInputStream(whole, 0, broken),
                            new InputStream() {
                                @Override
                                public int read() throws IOException {
                                    throw new IOException("Connection reset");
                                }

                                @Override
                                public int read(byte[] into, int from, int most)
                                        throws IOException {
                                    return read();
                                }
                            });
            assertThatThrownBy(() -> PlanParts.read(half).forEachRemaining(_ -> {}))
                    .isInstanceOfSatisfying(
                            VoxfarmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                    .hasMessage("plan: cannot be read: connection reset");
        }
    }
}
