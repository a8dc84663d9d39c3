package com.acme.checkout.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a further command: its JSON Schema, the route with its rules, and a test. */
@Command(
        name = "command",
        header = "Adds a further command to check out a cart.",
        description = {
            "Writes into routes/commands its JSON Schema, NAME.v1.schema.json, the route with",
            "its rules, NAME.camel.yaml, and a test of both, NAME.test.yaml. All three are yours",
            "to go on with: docs/command-types.md.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:written", "2:wrong use; nothing was written"})
final class NewCommandTypeCommand implements Callable<Integer> {

    private static final String SHIPPED = "checkout-cart";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "In small letters, digits and hyphens, as checkout-guest-cart.")
    private String name;

    @Mixin
    private ProjectFolder folder;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Path commands = folder.path().resolve("routes").resolve("commands");
            String wrong = wrong(commands);
            if (wrong != null) {
                err.println(wrong);
                return Failure.WRONG_USE;
            }
            Map<Path, String> files = new LinkedHashMap<>();
            files.put(commands.resolve(name + ".v1.schema.json"), schema());
            files.put(commands.resolve(name + ".camel.yaml"), rules(destination()));
            files.put(commands.resolve(name + ".test.yaml"), test(destination()));
            for (Path each : files.keySet()) {
                if (Files.exists(each)) {
                    err.println("There is " + each.normalize() + " already; take another name, or move it");
                    return Failure.WRONG_USE;
                }
            }
            Files.createDirectories(commands);
            PrintWriter out = spec.commandLine().getOut();
            for (Map.Entry<Path, String> each : files.entrySet()) {
                Files.writeString(each.getKey(), each.getValue());
                out.println(each.getKey().normalize());
            }
            out.println("Now: bin/checkout lint; bin/checkout test "
                    + commands.resolve(name + ".test.yaml").normalize()
                    + "; and, where it runs, bin/checkout send --command "
                    + name);
            return 0;
        } catch (IOException e) {
            err.println("Nothing can be added in " + folder.path() + ": " + e.getMessage());
            return Failure.WRONG_USE;
        }
    }

    /** What is wrong with what was asked for; null where nothing is. */
    private String wrong(Path commands) throws IOException {
        if (!NewCommand.NAME.matcher(name).matches()) {
            return name
                    + " is no name for a command: take small letters, digits and hyphens, as in checkout-guest-cart";
        }
        if (!Files.isDirectory(folder.path().resolve("routes"))) {
            return "There is no folder " + folder.path().resolve("routes") + "; say with --folder where it is";
        }
        if (name.equals(SHIPPED)) {
            return "There is a command " + name + " already; take another name";
        }
        if (!Files.isDirectory(commands)) {
            return null;
        }
        try (Stream<Path> all = Files.list(commands)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches(name + "\\.v[0-9]+\\.schema\\.json"))
                    .findFirst()
                    .map(each -> "There is a command " + name + " already, " + each + "; take another name")
                    .orElse(null);
        }
    }

    /** The one that all go to until somebody says more. */
    private String destination() throws IOException {
        Node all = YamlInsert.at(
                new YamlInsert(folder.path().resolve("application.yaml")).root(), "checkout", "destinations");
        if (all instanceof MappingNode destinations && YamlInsert.at(all, "standard") == null) {
            return destinations.getValue().stream()
                    .map(each -> YamlInsert.text(each.getKeyNode()))
                    .findFirst()
                    .orElse("standard");
        }
        return "standard";
    }

    private String schema() {
        StringBuilder title = new StringBuilder();
        for (String word : name.split("-")) {
            title.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return """
                {
                  "$schema": "http://json-schema.org/draft-07/schema#",
                  "title": "TITLE",
                  "description": "Command to check out a cart",
                  "type": "object",
                  "properties": {
                    "cartId": {
                      "description": "Unique identifier of the cart to check out",
                      "type": "string",
                      "format": "uuid"
                    },
                    "email": {
                      "description": "Where the customer is reached: an example, replace it by fields of your own",
                      "type": "string",
                      "format": "email",
                      "maxLength": 254
                    }
                  },
                  "required": ["cartId", "email"]
                }
                """.replace("TITLE", title);
    }

    private String rules(String destination) {
        return """
                # The rules of the command NAME, whose JSON Schema is beside this file: they are looked at from the top, and the
                # first that holds picks the destination.
                - route:
                    id: destinations-NAME
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:destinations-NAME
                      steps:
                        - choice:
                            when:
                              - jq: {expression: "true"}
                                steps:
                                  - setProperty: {name: destination, constant: DESTINATION}
                """.replace("NAME", name).replace("DESTINATION", destination);
    }

    private String test(String destination) {
        return """
                # The command NAME: what it has to be, and where it goes.
                tests:
                  - name: it starts a saga
                    request: POST /commands/NAME
                    command: {customerId: null, email: ada@example.org}
                    expect: {answer: 200, outcome: started, calls: [{destination: DESTINATION, body: {email: ada@example.org}}]}

                  - name: as an event on the broker it does too
                    door: broker
                    event: {type: acme.shopping.NAME.v1}
                    command: {customerId: null, email: ada@example.org}
                    expect: {outcome: started, calls: [DESTINATION]}

                  - name: its JSON Schema is held
                    request: POST /commands/NAME
                    command: {customerId: null}
                    expect: {answer: 400, outcome: declined, calls: 0}
                """.replace("NAME", name).replace("DESTINATION", destination);
    }
}
