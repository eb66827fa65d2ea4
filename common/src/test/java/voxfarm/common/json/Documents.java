package voxfarm.common.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Documents by chance, and the plain way to their canonical form. */
final class Documents {
    private static final List<String> NAMES =
            List.of("a", "b", "ab", "A", "", "\u00e9", "\u4e2d", "\ud83d\ude00", "\"\\", "x\u0001");

    private Documents() {}

    static ObjectNode random(Random random) {
        return object(random, 4);
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.set(NAMES.get(random.nextInt(NAMES.size())), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        ArrayNode one = Json.array();
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> one.add(random.nextInt());
            case 1 -> one.add(random.nextLong());
            case 2 ->
                    one.add(new BigDecimal(random.nextInt(1000) + "e" + (random.nextInt(60) - 30)));
            case 3 -> one.add(NAMES.get(random.nextInt(NAMES.size())).repeat(random.nextInt(3)));
            case 4 -> one.add(random.nextBoolean());
            case 5 -> one.addNull();
            case 6 -> one.add(random.nextDouble());
            case 7 -> one.add(object(random, depth));
            default -> {
                ArrayNode list = one.addArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
            }
        }
        return one.get(0);
    }

    /**
     * Members in order, those that are null left out, numbers as the text of their shortest form.
     */
    static JsonNode canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties()
                    .forEach(member -> {
                        if (!member.getValue().isNull()) {
                            sorted.put(member.getKey(), canonical(member.getValue()));
                        }
                    });
            ObjectNode result = Json.object();
            result.setAll(sorted);
            return result;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode result = Json.array();
            list.forEach(item -> result.add(canonical(item)));
            return result;
        }
        return node.isNumber()
                ? Json.array().add("#" + node.decimalValue().stripTrailingZeros())
                : node;
    }
}
