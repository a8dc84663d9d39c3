package com.acme.checkout.lint;

import com.acme.checkout.startup.NearestName;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Holds a file against Camel's schema: steps and options that there are not, values of another type, options that are missing. */
final class SchemaCheck {

    private static final int FEW = 12;
    private static final Set<String> SCALARS = Set.of("string", "boolean", "number", "integer");

    /** Steps that are nothing without an expression. */
    private static final Set<String> NEED_EXPRESSION = Set.of(
            "filter", "when", "setBody", "setHeader", "setProperty", "setVariable", "split", "transform", "validate");

    /** Options of steps that Camel reads and its schema leaves out. */
    private static final Set<String> UNTOLD = Set.of("inheritErrorHandler");

    private final CamelSchema schema;
    private final YamlText yaml;

    SchemaCheck(CamelSchema schema, YamlText yaml) {
        this.schema = schema;
        this.yaml = yaml;
    }

    void check() {
        if (yaml.root() != null) {
            boolean kamelet = yaml.file().toString().endsWith(".kamelet.yaml");
            value(yaml.root(), kamelet ? schema.kamelet() : schema.routes(), kamelet ? "a Kamelet" : "the file");
        }
    }

    /** Whether Camel can take it. */
    private boolean value(Node node, JsonNode allowed, String owner) {
        Set<String> types = schema.types(allowed);
        if (node instanceof MappingNode mapping) {
            if (types.isEmpty() || types.contains("object")) {
                object(mapping, allowed, owner);
            } else {
                yaml.add(node, owner + " takes no options here", "write " + kinds(types));
                return false;
            }
        } else if (node instanceof SequenceNode list) {
            JsonNode items = schema.items(allowed);
            if (types.isEmpty() || types.contains("array")) {
                if (items != null) {
                    list.getValue().forEach(each -> value(each, items, owner));
                }
            } else {
                yaml.add(node, owner + " takes no list", "write " + kinds(types));
                return false;
            }
        } else if (node instanceof ScalarNode scalar) {
            return scalar(scalar, allowed, types, owner);
        }
        return true;
    }

    private boolean scalar(ScalarNode scalar, JsonNode allowed, Set<String> types, String owner) {
        String text = scalar.getValue().trim();
        if (text.isEmpty() || text.equals("null") || text.contains("{{") || types.isEmpty()) {
            return true;
        }
        if (types.stream().noneMatch(SCALARS::contains)) {
            yaml.add(scalar, owner + " takes no plain text", "write " + kinds(types));
            return false;
        }
        Set<String> words = schema.words(allowed);
        if (!words.isEmpty() && !words.contains(text) && words.stream().noneMatch(text::equalsIgnoreCase)) {
            yaml.add(
                    scalar,
                    owner + " can't be " + text,
                    NearestName.orElse(text, words, "write one of " + String.join(", ", words)));
            return false;
        } else if (!types.contains("string")) {
            boolean number = types.contains("number") || types.contains("integer");
            boolean flag = types.contains("boolean");
            if (!(number && text.matches("-?\\d+(\\.\\d+)?") || flag && text.matches("(?i)true|false"))) {
                yaml.add(
                        scalar,
                        owner + " can't be " + text,
                        flag && number
                                ? "write true, false or a number"
                                : flag ? "write true or false" : "write a whole number");
                return false;
            }
        }
        return true;
    }

    private void object(MappingNode mapping, JsonNode allowed, String owner) {
        Map<String, JsonNode> options = schema.options(allowed);
        boolean step = schema.isStep(allowed);
        Set<String> given = new TreeSet<>();
        for (NodeTuple each : mapping.getValue()) {
            if (!(each.getKeyNode() instanceof ScalarNode key)) {
                continue;
            }
            String name = StringHelper.dashToCamelCase(key.getValue());
            given.add(name);
            JsonNode option = options.get(name);
            if (option != null) {
                if (!value(each.getValueNode(), option, name)) {
                    yaml.remove(each);
                }
            } else if (!(UNTOLD.contains(name) && options.containsKey("disabled")) && schema.isClosed(allowed)) {
                unknown(mapping, each, key, options, step, owner).ifPresent(near -> {
                    given.add(near);
                    value(each.getValueNode(), options.get(near), near);
                });
            }
        }
        if (step && mapping.getValue().size() > 1) {
            yaml.add(
                    mapping.getValue().get(1).getKeyNode(),
                    "stands beside " + Nodes.name(mapping) + " in one step",
                    "begin each step with a dash of its own, or indent what belongs to " + Nodes.name(mapping));
            yaml.remove(mapping.getValue().get(1));
        }
        missing(mapping, allowed, given, options, owner);
    }

    private Optional<String> unknown(
            MappingNode mapping,
            NodeTuple entry,
            ScalarNode key,
            Map<String, JsonNode> options,
            boolean step,
            String owner) {
        Optional<String> near = NearestName.to(key.getValue(), options.keySet());
        String wrong;
        String otherwise;
        if (step) {
            wrong = "there is no step " + key.getValue();
            otherwise = "use a step of Camel's YAML";
            if (!options.containsKey("to")) {
                wrong = "there is no " + key.getValue() + " at the top of a file";
                otherwise = "it may hold " + String.join(", ", options.keySet());
            }
        } else {
            wrong = owner + " has no option " + key.getValue();
            otherwise = options.size() <= FEW && !options.isEmpty()
                    ? "it has " + String.join(", ", options.keySet())
                    : "leave it out, or name an option that there is";
        }
        yaml.add(key, wrong, near.map(each -> "did you mean " + each + "?").orElse(otherwise));
        if (near.isPresent()) {
            yaml.replace(key, near.get());
        } else if (step) {
            yaml.remove(mapping);
        } else {
            yaml.remove(entry);
        }
        return near;
    }

    private void missing(
            MappingNode mapping, JsonNode allowed, Set<String> given, Map<String, JsonNode> options, String owner) {
        for (String required : schema.required(allowed)) {
            // An expression may stand there by its language.
            if (!given.contains(required) && !required.equals("expression")) {
                yaml.add(mapping, owner + " lacks " + required, "add " + required);
            }
        }
        if (NEED_EXPRESSION.contains(owner)
                && options.containsKey("simple")
                && given.stream()
                        .noneMatch(each -> List.of("expression", "jq").contains(each)
                                || options.containsKey(each)
                                        && schema.options(options.get(each)).containsKey("expression"))
                && given.stream().noneMatch(List.of("method", "ref", "tokenize", "xtokenize")::contains)) {
            yaml.add(mapping, owner + " lacks an expression", "add one, as in simple: \"${body}\"");
        }
    }

    private static String kinds(Set<String> types) {
        if (types.contains("array")) {
            return "a list, each member behind a dash";
        }
        return types.contains("object") ? "its options below it" : "one text";
    }
}
