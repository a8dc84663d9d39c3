package com.acme.checkout.lint;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Looks for steps and rules that no message reaches, and for what belongs into a broker's own folder. */
final class StepsCheck {

    /** Behind these a message goes no further. */
    private static final Set<String> LAST = Set.of("stop", "throwException", "rollback");

    /** Of any command these say yes. */
    private static final Pattern ALWAYS = Pattern.compile("true|\\.|not false|\\(true\\)|true or .*|[1-9]\\d*");

    private static final Pattern BROKER =
            Pattern.compile("(?i)\\b(?:kafka|jms|rabbit|amqp|artemis|nats|mqtt|_AMQ)\\w*");

    private final YamlText yaml;

    StepsCheck(YamlText yaml) {
        this.yaml = yaml;
    }

    void check() {
        Nodes.each(yaml.root(), (key, value) -> {
            if (key.equals("steps")) {
                steps(Nodes.items(value));
            } else if (key.equals("when")) {
                rules(Nodes.items(value));
            }
        });
        if (!yaml.file().toString().contains("brokers")) {
            brokers(yaml.root());
        }
    }

    private void steps(List<Node> steps) {
        for (int i = 0; i + 1 < steps.size(); i++) {
            String name = Nodes.name(steps.get(i));
            if (name != null && LAST.contains(name) && !"true".equals(Nodes.textAt(steps.get(i), name, "disabled"))) {
                yaml.add(
                        steps.get(i + 1),
                        "no message comes to this step: the one before it, " + name + ", is the last",
                        "take it out, or move it before " + name);
                return;
            }
        }
    }

    private void rules(List<Node> rules) {
        for (int i = 0; i + 1 < rules.size(); i++) {
            String condition = condition(rules.get(i));
            for (int j = i + 1; j < rules.size(); j++) {
                boolean always = condition != null && ALWAYS.matcher(condition).matches();
                if (always || condition != null && condition.equals(condition(rules.get(j)))) {
                    yaml.add(
                            rules.get(j),
                            "no message comes to this rule: that in line "
                                    + (rules.get(i).getStartMark().orElseThrow().getLine() + 1)
                                    + (always ? " holds for all" : " is the same"),
                            always ? "move it above that rule" : "take one of the two out");
                    if (always) {
                        return;
                    }
                }
            }
        }
    }

    /** What decides, in whichever language and form it is written; null where it isn't known. */
    private static String condition(Node rule) {
        for (NodeTuple each : Nodes.entries(rule)) {
            String language = Nodes.text(each.getKeyNode());
            if (language != null
                    && Set.of("jq", "simple", "constant", "expression").contains(language)) {
                if (language.equals("expression")) {
                    return condition(each.getValueNode());
                }
                String text = Nodes.text(each.getValueNode());
                String expression = text != null ? text : Nodes.textAt(each.getValueNode(), "expression");
                // In Simple a number or a dot is a text like any other.
                return expression == null || !language.equals("jq") && expression.matches("\\.|\\d+")
                        ? null
                        : expression.trim();
            }
        }
        return null;
    }

    /** Not in comments: those may compare. */
    private void brokers(Node node) {
        if (node instanceof ScalarNode scalar) {
            Matcher word = BROKER.matcher(scalar.getValue());
            if (word.find()) {
                yaml.add(
                        scalar,
                        "names a broker, " + word.group() + ", outside routes/brokers/",
                        "use kamelet:broker-source or kamelet:broker-sink, or write it in the broker's own folder");
            }
            return;
        }
        Nodes.entries(node).forEach(each -> {
            brokers(each.getKeyNode());
            brokers(each.getValueNode());
        });
        Nodes.items(node).forEach(this::brokers);
    }
}
