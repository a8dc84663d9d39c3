package com.acme.checkout.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML file that lines are put into: all that stands there, comments too, stays as it is. */
final class YamlInsert {

    private final Path file;
    private final List<String> lines;
    private final Node root;

    /** @throws IOException it can't be read, or is no YAML */
    YamlInsert(Path file) throws IOException {
        this.file = file;
        String text = Files.readString(file);
        lines = new ArrayList<>(text.lines().toList());
        try {
            root = new Compose(LoadSettings.builder().setUseMarks(true).build())
                    .composeString(text)
                    .orElseThrow(() -> new IOException(file + " is empty"));
        } catch (YamlEngineException e) {
            throw new IOException(file + " is no YAML; bin/checkout lint says where", e);
        }
    }

    Path file() {
        return file;
    }

    Node root() {
        return root;
    }

    /** The value at those keys; null where there is none. */
    static Node at(Node node, String... keys) {
        Node at = node;
        for (String key : keys) {
            NodeTuple member = tuple(at, key);
            at = member == null ? null : member.getValueNode();
        }
        return at;
    }

    /** Null where it is no text. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** Goes through {@code node} and all below it, depth first: the key under which each stands, or an empty text, and the node. */
    static void visit(String key, Node node, BiConsumer<String, Node> visitor) {
        visitor.accept(key, node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(each -> visit(text(each.getKeyNode()), each.getValueNode(), visitor));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> visit("", each, visitor));
        }
    }

    /** How far the members of a mapping or a list stand to the right. */
    static int column(Node collection) {
        return start(collection).getColumn();
    }

    /** Whether {@code text} stands anywhere in it. */
    boolean contains(String text) {
        return lines.stream().anyMatch(each -> each.contains(text));
    }

    /** The lines of a mapping's member, its key's first, as far to the left as they can be; null where there is none. */
    String member(Node mapping, String key) {
        NodeTuple member = tuple(mapping, key);
        return member == null
                ? null
                : String.join(
                                        "\n",
                                        lines.subList(
                                                start(member.getKeyNode()).getLine(), last(member.getValueNode()) + 1))
                                .replaceAll("(?m)^ {" + column(mapping) + "}", "")
                        + "\n";
    }

    /** Puts {@code text} behind the last line of what {@code collection} holds, as far to the right as that. */
    void behind(Node collection, String text) {
        insert(last(collection) + 1, column(collection), text);
    }

    /** Puts {@code text} behind the member {@code key} of {@code mapping}, or behind all where it has none of that name. */
    void behind(Node mapping, String key, String text) {
        NodeTuple member = tuple(mapping, key);
        insert(last(member == null ? mapping : member.getValueNode()) + 1, column(mapping), text);
    }

    private static NodeTuple tuple(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(each -> key.equals(text(each.getKeyNode())))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static int last(Node collection) {
        int[] last = {start(collection).getLine()};
        visit("", collection, (key, node) -> {
            if (!(node instanceof CollectionNode<?>)) {
                last[0] = Math.max(last[0], node.getEndMark().orElseThrow().getLine());
            }
        });
        return last[0];
    }

    /** Puts {@code text} above {@code item} of {@code list}, as far to the right as the list is. */
    void above(Node list, Node item, String text) {
        insert(start(item).getLine(), column(list), text);
    }

    private void insert(int line, int column, String text) {
        lines.addAll(
                line,
                text.lines()
                        .map(each -> each.isEmpty() ? each : " ".repeat(column) + each)
                        .toList());
    }

    private static Mark start(Node node) {
        return node.getStartMark().orElseThrow();
    }

    void write() throws IOException {
        Files.writeString(file, String.join("\n", lines) + "\n");
    }
}
