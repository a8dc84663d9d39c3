package com.acme.checkout.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Ways through a YAML tree. */
final class Nodes {

    private Nodes() {}

    /** The value at those keys; null where there is none. */
    static Node at(Node node, String... keys) {
        Node at = node;
        for (String key : keys) {
            Node next = null;
            if (at instanceof MappingNode mapping) {
                for (NodeTuple each : mapping.getValue()) {
                    if (key.equals(text(each.getKeyNode()))) {
                        next = each.getValueNode();
                    }
                }
            }
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    /** The text at those keys; null where there is none. */
    static String textAt(Node node, String... keys) {
        return text(at(node, keys));
    }

    /** Null where it is no text. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    /** The name of a step, as in {@code - to: …}; null where it is none. */
    static String name(Node item) {
        List<NodeTuple> entries = entries(item);
        return entries.isEmpty() ? null : text(entries.get(0).getKeyNode());
    }

    /** All members of the top-level list that have this name: what stands below it. */
    static List<Node> named(Node root, String name) {
        List<Node> named = new ArrayList<>();
        for (Node item : items(root)) {
            if (name.equals(name(item))) {
                named.add(entries(item).get(0).getValueNode());
            }
        }
        return named;
    }

    /** Every key with what stands below it, at every depth. */
    static void each(Node node, BiConsumer<String, Node> visitor) {
        for (NodeTuple entry : entries(node)) {
            String key = text(entry.getKeyNode());
            if (key != null) {
                visitor.accept(key, entry.getValueNode());
            }
            each(entry.getValueNode(), visitor);
        }
        items(node).forEach(item -> each(item, visitor));
    }
}
