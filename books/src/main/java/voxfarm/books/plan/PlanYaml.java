package voxfarm.books.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.Problems;
import voxfarm.common.error.VoxfarmException;
import voxfarm.common.json.Json;

/**
 * The plan document as YAML, for people. Every scalar is a text but where a number or a flag is
 * asked for: a chapter may be called 1984, a book's language is {@code no}. Tags and aliases are
 * refused; nothing is ever constructed but texts, numbers, lists and objects.
 */
final class PlanYaml {
    private static final int MOST_DEPTH = 10;
    private static final Set<String> NUMBERS =
            Set.of(
                    "schema",
                    "speed",
                    "seed",
                    "clause",
                    "sentence",
                    "list_item",
                    "paragraph",
                    "heading",
                    "scene",
                    "chapter");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}(?:\\.\\d{1,20})?");
    private static final Set<String> YES = Set.of("true", "True", "TRUE", "yes", "Yes", "on");
    private static final Set<String> NO = Set.of("false", "False", "FALSE", "no", "No", "off");
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(
                    Tag.STR,
                    Tag.INT,
                    Tag.FLOAT,
                    Tag.BOOL,
                    Tag.NULL,
                    Tag.TIMESTAMP,
                    Tag.MERGE,
                    Tag.MAP,
                    Tag.SEQ);

    private static final Mark NOWHERE = new Mark("", 0, 0, 0, new int[0], 0);

    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PlanYaml(String name) {
        this.name = name;
    }

    /**
     * A document and where its members stand.
     *
     * @param lines from 1, by path: {@code chapters[3].title}
     */
    record Read(ObjectNode document, Map<String, Integer> lines) {}

    /**
     * @param name stands for the file in messages
     * @throws VoxfarmException {@code INVALID_REQUEST} with the line
     */
    static Read read(String yaml, String name) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Math.max(1, yaml.length()));
        options.setNestingDepthLimit(MOST_DEPTH);
        PlanYaml reader = new PlanYaml(name);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
            if (root instanceof MappingNode mapping
                    && reader.node(mapping, "", "") instanceof ObjectNode document) {
                return new Read(document, reader.lines);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST,
                    name + ":" + line + ": not well-formed YAML: " + e.getProblem(),
                    e);
        } catch (YAMLException e) {
            throw new VoxfarmException(
                    ErrorCode.INVALID_REQUEST, name + ": not YAML: " + e.getMessage(), e);
        }
        throw VoxfarmException.of(
                ErrorCode.INVALID_REQUEST,
                "%s: expected keys and values, such as 'title: Emma' on a line of its own",
                name);
    }

    private JsonNode node(Node node, String path, String key) {
        if (!seen.add(node)) {
            throw at(node, "aliases (*name) are not read; write it out");
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            throw at(node, "tags (!name) are not read");
        }
        lines.putIfAbsent(path, line(node));
        return switch (node) {
            case MappingNode mapping -> object(mapping, path);
            case SequenceNode sequence -> {
                ArrayNode list = Json.array();
                for (Node item : sequence.getValue()) {
                    list.add(node(item, path + "[" + list.size() + "]", ""));
                }
                yield list;
            }
            case ScalarNode scalar -> scalar(scalar, path, key);
            default -> throw at(node, "aliases (*name) are not read; write it out");
        };
    }

    private ObjectNode object(MappingNode mapping, String path) {
        ObjectNode object = Json.object();
        for (NodeTuple member : mapping.getValue()) {
            if (!(member.getKeyNode() instanceof ScalarNode key) || !seen.add(key)) {
                throw at(member.getKeyNode(), "expected a name before the colon");
            }
            String at = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            lines.put(at, line(key));
            JsonNode value = node(member.getValueNode(), at, key.getValue());
            if (object.has(key.getValue())) {
                throw at(key, Problems.quote(key.getValue()) + " stands here a second time");
            }
            object.set(key.getValue(), value);
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar, String path, String key) {
        String value = scalar.getValue();
        if (scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN) {
            if (scalar.getTag().equals(Tag.NULL)) {
                return Json.mapper().nullNode();
            }
            boolean ofOutput = path.startsWith("output."); // its numbers are known elsewhere
            if ((ofOutput || NUMBERS.contains(key)) && NUMBER.matcher(value).matches()) {
                return Json.mapper().getNodeFactory().numberNode(new BigDecimal(value));
            }
            if ((ofOutput || key.equals("skip")) && (YES.contains(value) || NO.contains(value))) {
                return Json.mapper().getNodeFactory().booleanNode(YES.contains(value));
            }
        }
        return Json.mapper().getNodeFactory().textNode(value);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private VoxfarmException at(Node node, String problem) {
        return new VoxfarmException(
                ErrorCode.INVALID_REQUEST, name + ":" + line(node) + ": " + problem);
    }

    /** A problem of the document's reader with the line that it is about. */
    static String withLine(String problem, String name, Map<String, Integer> lines) {
        Optional<Integer> line = Optional.empty();
        for (int colon = problem.indexOf(':'); colon > 0 && line.isEmpty(); ) {
            line = lineOf(problem.substring(0, colon), lines);
            colon = problem.indexOf(':', colon + 1);
        }
        return name + line.map(number -> ":" + number).orElse("") + ": " + problem;
    }

    /** Of a member, else of what it would stand in. */
    private static Optional<Integer> lineOf(String path, Map<String, Integer> lines) {
        String at = path;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return Optional.of(line);
            }
            at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
        }
        return Optional.empty();
    }

    /**
     * @param head lines of a remark above everything
     * @param remarks of chapters, one line each, by their place; none for those without
     */
    static String write(ObjectNode document, List<String> head, Map<Integer, String> remarks) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setProcessComments(true);
        options.setIndicatorIndent(2);
        options.setIndent(4);
        MappingNode root = mapping(document);
        root.getValue().getFirst().getKeyNode().setBlockComments(comments(head));
        for (NodeTuple member : root.getValue()) {
            if (member.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("chapters")
                    && member.getValueNode() instanceof SequenceNode chapters) {
                remarks.forEach((i, remark) ->
                        chapters.getValue().get(i).setBlockComments(comments(List.of(remark))));
            }
        }
        StringWriter out = new StringWriter();
        new Yaml(options).serialize(root, out);
        return out.toString();
    }

    private static List<CommentLine> comments(List<String> texts) {
        List<CommentLine> comments = new ArrayList<>();
        for (String text : texts) {
            comments.add(
                    new CommentLine(
                            NOWHERE, NOWHERE, " " + Problems.oneLine(text), CommentType.BLOCK));
        }
        return comments;
    }

    private static Node written(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> mapping((ObjectNode) value);
            case ARRAY -> {
                List<Node> items = new ArrayList<>();
                value.forEach(item -> items.add(written(item)));
                yield new SequenceNode(Tag.SEQ, items, DumperOptions.FlowStyle.BLOCK);
            }
            case NUMBER ->
                    new ScalarNode(
                            value.isIntegralNumber() ? Tag.INT : Tag.FLOAT,
                            value.isIntegralNumber()
                                    ? value.asText()
                                    : value.decimalValue().toPlainString(),
                            null,
                            null,
                            DumperOptions.ScalarStyle.PLAIN);
            case BOOLEAN ->
                    new ScalarNode(
                            Tag.BOOL, value.asText(), null, null, DumperOptions.ScalarStyle.PLAIN);
            default -> text(value.asText());
        };
    }

    private static MappingNode mapping(ObjectNode object) {
        List<NodeTuple> members = new ArrayList<>();
        object.properties()
                .forEach(member ->
                        members.add(
                                new NodeTuple(text(member.getKey()), written(member.getValue()))));
        return new MappingNode(Tag.MAP, members, DumperOptions.FlowStyle.BLOCK);
    }

    /** Lines as they are, where YAML can have them so. */
    private static ScalarNode text(String value) {
        boolean lines = value.indexOf('\n') >= 0;
        DumperOptions.ScalarStyle style =
                !lines
                        ? DumperOptions.ScalarStyle.PLAIN
                        : isLiteral(value)
                                ? DumperOptions.ScalarStyle.LITERAL
                                : DumperOptions.ScalarStyle.DOUBLE_QUOTED;
        return new ScalarNode(Tag.STR, value, null, null, style);
    }

    private static boolean isLiteral(String text) {
        boolean plainBegin = !Character.isWhitespace(text.charAt(0));
        boolean blanks = text.contains(" \n") || text.contains("\t") || text.endsWith(" ");
        return plainBegin
                && !blanks
                && text.codePoints()
                        .noneMatch(c ->
                                (Character.isISOControl(c) && c != '\n')
                                        || c == 0x2028
                                        || c == 0x2029
                                        || c == 0xfeff);
    }
}
