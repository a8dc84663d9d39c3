package com.acme.checkout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a destination: its entry, its rule and a test of both. Nothing is written where one of them can't be. */
@Command(
        name = "destination",
        header = "Adds a destination.",
        description = {
            "Writes its entry into application.yaml, its rule into",
            "routes/destinations.camel.yaml, above the last one, and a test of both into",
            "routes/NAME.test.yaml. All else in these files stays as it is.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:written", "2:wrong use; nothing was written"})
final class NewDestinationCommand implements Callable<Integer> {

    private static final Path SETTINGS = Path.of("application.yaml");
    private static final Path RULES = Path.of("routes", "destinations.camel.yaml");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "In small letters, digits and hyphens.")
    private String name;

    @Option(
            names = "--when",
            paramLabel = "JQ",
            description =
                    "The rule: a jq expression over the command. Default: the field that is called as the destination is true.")
    private String rule;

    @Option(
            names = "--example",
            paramLabel = "JSON",
            description = "Fields of a command for which --when holds, for the test: '{\"itemCount\": 101}'.")
    private String example;

    @Option(
            names = "--queue",
            paramLabel = "QUEUE",
            description = "Starts go to this queue of the broker, and not to a URL.")
    private String queue;

    @Mixin
    private ProjectFolder folder;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            String wrong = wrong();
            if (wrong != null) {
                err.println(wrong);
                return Failure.WRONG_USE;
            }
            YamlInsert settings = new YamlInsert(folder.path().resolve(SETTINGS));
            YamlInsert rules = new YamlInsert(folder.path().resolve(RULES));
            Path test = folder.path().resolve("routes").resolve(name + ".test.yaml");
            Node destinations = YamlInsert.at(settings.root(), "checkout", "destinations");
            SequenceNode table = table(rules.root());
            wrong = destinations == null
                    ? SETTINGS + " has no checkout.destinations; put it back"
                    : YamlInsert.at(destinations, name) != null
                            ? "There is a destination " + name + " already; take another name"
                            : table == null
                                    ? RULES + " has no choice with rules (when) from direct:destinations; put it back"
                                    : Files.exists(test)
                                            ? "There is " + test + " already; take another name, or move it"
                                            : null;
            if (wrong != null) {
                err.println(wrong);
                return Failure.WRONG_USE;
            }
            settings.behind(destinations, entry());
            List<Node> all = table.getValue();
            rules.above(table, all.get(all.size() - 1), rule());
            settings.write();
            rules.write();
            Files.writeString(test, test());
            PrintWriter out = spec.commandLine().getOut();
            List.of(settings.file(), rules.file(), test).forEach(each -> out.println(each.normalize()));
            out.println("Now: bin/checkout lint; bin/checkout test " + test.normalize()
                    + (queue == null
                            ? "; and " + variable() + ", its Orchestrator's URL (until you set it, that of standard)"
                            : ""));
            return 0;
        } catch (IOException e) {
            err.println("Nothing can be added in " + folder.path() + ": " + e.getMessage());
            return Failure.WRONG_USE;
        }
    }

    /** What is wrong with what was asked for; null where nothing is. */
    private String wrong() {
        if (!NewCommand.NAME.matcher(name).matches()) {
            return name + " is no name for a destination: take small letters, digits and hyphens, as in gift-cards";
        }
        if ((rule == null) != (example == null)) {
            return "Give both --when and --example, or none of them: the test needs a command for which the rule holds";
        }
        if (example != null) {
            try {
                if (JSON.readTree(example).isObject()) {
                    return null;
                }
            } catch (JsonProcessingException e) {
                // Said below.
            }
            return "--example is no JSON object: write the fields as '{\"itemCount\": 101}'";
        }
        return null;
    }

    /** The rules, in the order in which they are looked at. */
    private static SequenceNode table(Node root) {
        SequenceNode[] found = {null};
        if (root instanceof SequenceNode routes) {
            for (Node route : routes.getValue()) {
                Node from = YamlInsert.at(route, "route", "from");
                if ("direct:destinations".equals(YamlInsert.text(YamlInsert.at(from, "uri")))) {
                    YamlInsert.visit("", from, (key, node) -> {
                        if ("when".equals(key)
                                && found[0] == null
                                && node instanceof SequenceNode rules
                                && !rules.getValue().isEmpty()) {
                            found[0] = rules;
                        }
                    });
                }
            }
        }
        return found[0];
    }

    private String variable() {
        return "CHECKOUT_ORCHESTRATOR_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
    }

    private String entry() {
        return name + ":\n"
                + (queue == null
                        ? "  url: ${" + variable() + ":${checkout.orchestrator-url}}\n"
                        : "  sink: broker-queue\n  queue: " + queue + "\n")
                + "  concurrency: ${CHECKOUT_" + name.toUpperCase(Locale.ROOT).replace('-', '_')
                + "_CONCURRENCY:256}\n";
    }

    /** The field of a command that the rule looks at where none was given. */
    private String field() {
        StringBuilder field = new StringBuilder();
        for (String word : name.split("-")) {
            field.append(field.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return field.toString();
    }

    private String rule() throws JsonProcessingException {
        // A JSON text is a YAML text, whatever it holds.
        String expression = JSON.writeValueAsString(rule == null ? "." + field() + " == true" : rule);
        return "- jq: {expression: " + expression + "}\n  steps:\n    - setProperty: {name: destination, constant: "
                + name + "}\n";
    }

    private String test() {
        String command = example == null ? "{" + field() + ": true}" : example;
        return "# Which commands go to the destination " + name + ".\n"
                + "tests:\n"
                + "  - name: one for which the rule holds\n"
                + "    command: " + command + "\n"
                + "    expect: {answer: 200, outcome: started, "
                + (queue == null ? "calls: [" + name + "]" : "calls: 0, messages: {" + queue + ": 1}") + "}\n\n"
                + "  - name: one for which it does not hold\n"
                + "    expect: {answer: 200, calls: [standard]}\n";
    }
}
