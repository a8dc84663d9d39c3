package com.acme.checkout.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a broker: its folder, its settings, and how the contract suite runs on it. */
@Command(
        name = "broker",
        header = "Adds a broker.",
        description = {
            "Writes its Kamelets and routes into routes/brokers/NAME, its settings into",
            "application.yaml, and src/test/brokers/NAME.yaml, by which the contract suite",
            "runs on it. What is yours to change is marked EDIT: docs/another-broker.md.",
            "All else in application.yaml stays as it is. Without an option it begins as",
            "embedded: in this process, durable, it runs at once.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:written", "2:wrong use; nothing was written"})
final class NewBrokerCommand implements Callable<Integer> {

    private static final String DEFAULT = "embedded";

    /** What it can be like, for the help. */
    static final class Kinds implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return BrokerParts.KINDS.iterator();
        }
    }

    /** What it begins with. */
    private static final class Beginning {

        @Option(
                names = "--like",
                paramLabel = "BROKER",
                completionCandidates = Kinds.class,
                description =
                        "Begins as a shipped one, with its Java and settings of its own: ${COMPLETION-CANDIDATES}.")
        private String like;

        @Option(
                names = "--component",
                paramLabel = "SCHEME",
                description =
                        "Begins with that component of Camel, as nats. With jms and amqp it loses nothing as it is;"
                                + " of others its first comment says what is to be done.")
        private String component;
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Of the folder: small letters, digits and hyphens.")
    private String name;

    @ArgGroup
    private Beginning beginning;

    @Mixin
    private ProjectFolder folder;

    @Override
    public Integer call() {
        Path project = folder.path();
        Path brokers = project.resolve("routes").resolve("brokers");
        Path own = brokers.resolve(name);
        Map<Path, String> files = new LinkedHashMap<>();
        BrokerParts parts;
        try {
            check(brokers, own);
            YamlInsert settings = new YamlInsert(project.resolve("application.yaml"));
            Node all = YamlInsert.at(settings.root(), "checkout");
            check(settings, all);
            parts = beginning != null && beginning.component != null
                    ? BrokerParts.of(beginning.component, name)
                    : BrokerParts.like(beginning == null ? DEFAULT : beginning.like, name, brokers, settings);
            parts.files().forEach((file, text) -> files.put(own.resolve(file), text));
            Path description = project.resolve("src/test/brokers").resolve(name + ".yaml");
            files.put(description, parts.description(name));
            if (Files.exists(description)) {
                throw Failure.wrongUse(
                        "There is " + description.normalize() + " already; take another name, or move it");
            }
            settings.behind(all, parts.behind(), "\n" + parts.settings());
            for (Map.Entry<Path, String> each : files.entrySet()) {
                Files.createDirectories(each.getKey().getParent());
                Files.writeString(each.getKey(), each.getValue());
            }
            // The last: with its settings and without its folder, nothing else would be wrong.
            settings.write();
            files.put(settings.file(), "");
        } catch (IOException e) {
            throw Failure.wrongUse("Nothing can be added in " + project + ": " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        files.keySet().forEach(each -> out.println(each.normalize()));
        if (parts.missing() != null) {
            out.println(parts.missing());
        }
        out.println("Now: look for EDIT there; CHECKOUT_BROKER=" + name + " bin/checkout lint; and CHECKOUT_BROKER="
                + name + " CHECKOUT_SANDBOX=true bin/checkout run");
        return 0;
    }

    private void check(Path brokers, Path own) {
        if (!NewCommand.NAME.matcher(name).matches()) {
            throw Failure.wrongUse(
                    name + " is no name for a broker: take small letters, digits and hyphens, as in pulsar-eu");
        }
        if (!Files.isDirectory(brokers)) {
            throw Failure.wrongUse("There is no folder " + brokers.normalize() + "; say with --folder where it is");
        }
        if (Files.exists(own)) {
            throw Failure.wrongUse(
                    "There is a broker " + name + " already, " + own.normalize() + "; take another name");
        }
        if (beginning != null && beginning.like != null && !BrokerParts.KINDS.contains(beginning.like)) {
            throw Failure.wrongUse("--like: there is no broker " + beginning.like + " to be like; take one of "
                    + String.join(", ", BrokerParts.KINDS));
        }
    }

    /** Its settings, and the variables that they are taken from, are nobody else's. */
    private void check(YamlInsert settings, Node all) {
        if (!(all instanceof MappingNode)) {
            throw Failure.wrongUse(settings.file().normalize() + " has no settings under checkout:; put them back");
        }
        if (YamlInsert.at(all, name) != null) {
            throw Failure.wrongUse("There is a setting checkout." + name + " already; take another name");
        }
        String variable = BrokerParts.variable(name) + "_";
        if (settings.contains("${" + variable) || settings.contains("${CHECKOUT_" + variable)) {
            throw Failure.wrongUse(
                    "There are variables " + variable + "… already, of other settings; take another name");
        }
    }
}
