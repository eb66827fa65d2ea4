package voxfarm.common.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.files.FileFailure;
import voxfarm.common.json.Fields;
import voxfarm.common.json.Json;
import voxfarm.common.json.JsonBudget;
import voxfarm.common.json.Schema;

/**
 * Reads a plan segment by segment, from its beginning or from any segment on. Throws {@code
 * INVALID_PLAN} where the document is no plan or its segments are not consecutive, and {@code
 * STORE_UNAVAILABLE} where the stream, which stays the caller's to close, cannot be read.
 */
final class PlanReader implements Iterator<PlannedSegment> {
    /** Makes what begins in the middle of the list a list of its own. */
    private static final byte[] LIST = {'['};

    private final JsonParser json;
    private final long before;
    private int index;
    private boolean inList;
    private boolean ended;
    private long offset;

    /**
     * @param before bytes of the document that lie before the stream's first
     */
    private PlanReader(InputStream stream, long before, int index) {
        try {
            this.json = Json.parser(stream, JsonBudget.STREAM);
        } catch (IOException e) {
            throw unreadable(e);
        }
        this.before = before;
        this.index = index;
    }

    /** Reads a whole document. */
    static PlanReader ofDocument(InputStream document) {
        return new PlanReader(document, 0, 0);
    }

    /**
     * Reads on from a segment.
     *
     * @param rest of the document, from the first byte of that segment
     * @param offset of that byte in the document
     * @param index of the segment
     */
    static PlanReader fromSegment(InputStream rest, long offset, int index) {
        PlanReader reader =
                new PlanReader(
                        new SequenceInputStream(new ByteArrayInputStream(LIST), rest),
                        offset - LIST.length,
                        index);
        reader.enterList();
        return reader;
    }

    private void enterList() {
        try {
            json.nextToken();
            json.nextToken();
            inList = true;
        } catch (JsonProcessingException e) {
            throw noPlan(Json.reason(e));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public boolean hasNext() {
        try {
            if (!inList && !ended) {
                toFirst();
            }
            if (inList && json.currentToken() == JsonToken.END_ARRAY) {
                inList = false;
                ended = true;
            }
            return inList;
        } catch (JsonProcessingException e) {
            throw noPlan(Json.reason(e));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Bytes that are no text are the document's fault, all else the stream's. */
    private static RuntimeException unreadable(IOException e) {
        return e instanceof CharConversionException
                ? noPlan("expected text in UTF-8")
                : new VoxfarmException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "plan: cannot be read: " + FileFailure.reason(e),
                        e);
    }

    private void toFirst() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw noPlan("expected an object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("schema")) {
                ObjectNode only = Json.object();
                only.set("schema", Json.value(json));
                Schema.check(new Fields(only, new Problems()), "plan");
            } else if (name.equals("segments") && value == JsonToken.START_ARRAY) {
                json.nextToken();
                inList = true;
                return;
            } else {
                json.skipChildren();
            }
        }
        throw noPlan("expected a list of segments");
    }

    @Override
    public PlannedSegment next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            offset = before + json.currentTokenLocation().getByteOffset();
            if (!(Json.value(json) instanceof ObjectNode node)) {
                throw noPlan("segment " + index + ": expected an object");
            }
            Fields item = new Fields(node, new Problems());
            int part = item.optionalInteger("part", 0, Integer.MAX_VALUE).orElse(0L).intValue();
            Segment segment = PlanCodec.readSegment(item);
            if (segment.index() != index) {
                throw noPlan("expected segment " + index + ", was " + segment.index());
            }
            index++;
            json.nextToken();
            return new PlannedSegment(segment, part);
        } catch (JsonProcessingException e) {
            throw noPlan(Json.reason(e));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Where the segment that came last begins in the document, in bytes. */
    long offset() {
        return offset;
    }

    private static VoxfarmException noPlan(String what) {
        return new VoxfarmException(ErrorCode.INVALID_PLAN, "plan: " + what);
    }
}
