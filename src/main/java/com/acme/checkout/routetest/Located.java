package com.acme.checkout.routetest;

import com.acme.checkout.startup.NearestName;
import com.acme.checkout.startup.YamlFault;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a YAML file that knows its place.
 *
 * @param value a map of names to {@code Located}, a list of them, or what a scalar says: text, a number, true or false, null
 */
record Located(Object value, Path file, int line, int column) {

    /** The whole of {@code file}; its value is null where the file is empty. */
    static Located read(Path file) {
        String text = text(file);
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            return new Compose(settings)
                    .composeString(text)
                    .map(root -> of(root, file))
                    .orElse(new Located(null, file, 1, 1));
        } catch (MarkedYamlEngineException e) {
            YamlFault fault = YamlFault.of(e, text);
            throw new InvalidTestException(file, fault.line(), fault.column(), fault.fault(), fault.cure());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Located of(Node node, Path file) {
        Object value;
        if (node instanceof MappingNode mapping) {
            Map<String, Located> members = new LinkedHashMap<>();
            for (NodeTuple each : mapping.getValue()) {
                Located name = of(each.getKeyNode(), file);
                Located known = of(each.getValueNode(), file);
                // Where a value is wrong, its line is the name's: a block begins below it.
                Located member = known.value instanceof Map || known.value instanceof List
                        ? new Located(known.value, file, name.line, name.column)
                        : known;
                if (members.put(name.text(), member) != null) {
                    throw new InvalidTestException(name, name.text() + " stands here a second time", "keep one");
                }
            }
            value = members;
        } else if (node instanceof SequenceNode sequence) {
            List<Located> items = new ArrayList<>();
            sequence.getValue().forEach(each -> items.add(of(each, file)));
            value = items;
        } else {
            value = scalar((ScalarNode) node);
        }
        Mark mark = node.getStartMark().orElseThrow();
        return new Located(value, file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        try {
            return node.getTag().equals(Tag.NULL)
                    ? null
                    : node.getTag().equals(Tag.BOOL)
                            ? (Object) Boolean.valueOf(text)
                            : node.getTag().equals(Tag.INT)
                                    ? (Object) Long.valueOf(text)
                                    : node.getTag().equals(Tag.FLOAT) ? (Object) new BigDecimal(text) : text;
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** The same place, another value. */
    Located with(Object other) {
        return new Located(other, file, line, column);
    }

    boolean isMap() {
        return value instanceof Map;
    }

    boolean isList() {
        return value instanceof List;
    }

    /** A scalar as it would be written; null for null. */
    String text() {
        return value == null ? null : String.valueOf(value);
    }

    /** The members of a map; of anything else there are none. */
    @SuppressWarnings("unchecked")
    Map<String, Located> members() {
        return isMap() ? (Map<String, Located>) value : Map.of();
    }

    /** The items of a list; anything else is a list of itself. */
    @SuppressWarnings("unchecked")
    List<Located> items() {
        return isList() ? (List<Located>) value : List.of(this);
    }

    /** The member of that name; null where there is none. */
    Located at(String name) {
        return members().get(name);
    }

    /**
     * A map that has no other names than these.
     *
     * @throws InvalidTestException another name, or no map
     */
    Located names(Collection<String> known) {
        if (!isMap()) {
            throw new InvalidTestException(
                    this, "is no list of names and values", "write " + String.join(", ", known) + " here");
        }
        members().forEach((name, at) -> {
            if (!known.contains(name)) {
                throw new InvalidTestException(
                        at,
                        "there is no " + name + " here",
                        NearestName.orElse(name, known, "choose of " + String.join(", ", known)));
            }
        });
        return this;
    }

    /** The same with every text changed by {@code change}. */
    Located map(UnaryOperator<String> change) {
        if (isMap()) {
            Map<String, Located> changed = new LinkedHashMap<>();
            members().forEach((name, each) -> changed.put(name, each.map(change)));
            return with(changed);
        }
        if (isList()) {
            return with(items().stream().map(each -> each.map(change)).toList());
        }
        return value instanceof String text ? with(change.apply(text)) : this;
    }

    /** As JSON. */
    JsonNode json() {
        return ScriptedOrchestrators.JSON.valueToTree(plain());
    }

    private Object plain() {
        if (isMap()) {
            Map<String, Object> plain = new LinkedHashMap<>();
            members().forEach((name, each) -> plain.put(name, each.plain()));
            return plain;
        }
        return isList() ? items().stream().map(Located::plain).toList() : value;
    }
}
