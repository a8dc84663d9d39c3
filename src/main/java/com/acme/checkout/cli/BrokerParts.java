package com.acme.checkout.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a further broker begins with.
 *
 * @param files of its folder, by their names
 * @param settings its entry under {@code checkout:} in application.yaml
 * @param behind the entry that its own follows; one that there is not: the last
 * @param variables those that the contract suite sets, with their values, as a YAML mapping
 * @param missing what the service lacks to run it, in a line; null where it lacks nothing
 */
record BrokerParts(Map<String, String> files, String settings, String behind, String variables, String missing) {

    /** The shipped ones that a folder can be like; {@code settings.BrokerKind} has the same. */
    static final List<String> KINDS = List.of("embedded", "artemis", "amqp", "rabbitmq", "kafka");

    private static final String SOURCE = "broker-source.kamelet.yaml";
    private static final String SINK = "broker-sink.kamelet.yaml";
    private static final Pattern ADDRESS = Pattern.compile("(?m)^( +)(uri: (?!kamelet:|direct:))");

    /** Those of which it is known how they lose nothing: the client's class that is in the service, its address, that
     * of a free port, and the properties that take it and a user, and the component. */
    private static final Map<String, List<String>> JMS = Map.of(
            "jms",
            List.of(
                    "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
                    "tcp://localhost:61616?consumerWindowSize=0&blockOnDurableSend=true&callTimeout=3000&reconnectAttempts=0&initialConnectAttempts=1",
                    "tcp://127.0.0.1:${port}",
                    "brokerURL",
                    "user",
                    "org.apache.camel.component.jms.JmsComponent"),
            "amqp",
            List.of(
                    "org.apache.qpid.jms.JmsConnectionFactory",
                    "amqp://localhost:5672?jms.prefetchPolicy.all=0&jms.forceSyncSend=true&jms.connectTimeout=3000&jms.requestTimeout=3000&jms.sendTimeout=3000",
                    "amqp://127.0.0.1:${port}",
                    "remoteURI",
                    "username",
                    "org.apache.camel.component.amqp.AMQPComponent"));

    /** What the environment variables of a broker of that name begin with. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * A copy of a shipped folder, served by the same Java, with settings of its own.
     *
     * @throws IOException a file can't be read
     */
    static BrokerParts like(String kind, String name, Path brokers, YamlInsert settings) throws IOException {
        Path folder = brokers.resolve(kind);
        if (!Files.isRegularFile(folder.resolve(SOURCE))) {
            throw Failure.wrongUse(
                    "--like: there is no folder " + folder.normalize() + "; take another, or put it back");
        }
        String shipped = settings.member(YamlInsert.at(settings.root(), "checkout"), kind);
        if (shipped == null) {
            throw Failure.wrongUse(
                    "--like: application.yaml has no checkout." + kind + "; take another, or put it back");
        }
        Map<String, String> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                String text = Files.readString(each)
                        .replaceAll("checkout\\." + kind + "\\.(?!delay-topics)", "checkout." + name + ".");
                files.put(
                        each.getFileName().toString(),
                        "# " + name + ", which begins as " + kind + " is.\n"
                                + ADDRESS.matcher(text)
                                        .replaceAll(
                                                "$1# EDIT: where your broker wants another address, or options.\n$1$2"));
            }
        }
        String entry = shipped.replaceFirst(
                        "^" + kind + ":.*",
                        name + ":\n  # Which of the brokers that have Java here serves routes/brokers/" + name
                                + "; EDIT: out with this line where none\n  # does, with what is below it.\n  like: "
                                + kind)
                .replaceAll("\\$\\{(CHECKOUT_)?" + variable(kind) + "_", "\\${$1" + variable(name) + "_");
        String variables = switch (kind) {
            case "embedded" -> "{}";
            case "kafka" -> "{" + variable(name) + "_BROKERS: \"127.0.0.1:${port}\"}";
            default ->
                "{" + variable(name) + "_URL: \"" + (kind.equals("artemis") ? "tcp" : "amqp")
                        + "://127.0.0.1:${port}\"}";
        };
        return new BrokerParts(files, entry, kind, variables, null);
    }

    /** Two Kamelets and a file of routes around a component of Camel. */
    static BrokerParts of(String scheme, String name) {
        String artifact = artifact(scheme);
        List<String> jms = JMS.get(scheme);
        Map<String, String> words = new LinkedHashMap<>();
        words.put("NAME", name);
        words.put("SCHEME", scheme);
        words.put("VARIABLE", variable(name));
        words.put("FACTORY", jms == null ? "" : jms.get(0));
        words.put("ADDRESS", jms == null ? "" : jms.get(3));
        words.put("COMPONENT", jms == null ? "" : jms.get(5));
        words.put("USER", jms == null ? "" : jms.get(4));
        words.put("URL", jms == null ? "" : jms.get(1));
        String from = jms == null ? "plain/" : "jms/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(SOURCE, filled(from + SOURCE, words));
        files.put(SINK, filled(from + SINK, words));
        files.put(name + ".camel.yaml", filled(from + "broker.camel.yaml", words));
        boolean there =
                BrokerParts.class.getClassLoader().getResource("META-INF/services/org/apache/camel/component/" + scheme)
                        != null;
        return new BrokerParts(
                files,
                filled(from + "settings.yaml", words),
                "artemis",
                "{" + variable(name) + "_URL: \"" + (jms == null ? scheme + "://127.0.0.1:${port}" : jms.get(2))
                        + "\"}",
                there
                        ? null
                        : "Camel's component " + scheme
                                + " is not in this service yet: add org.apache.camel.springboot:" + artifact
                                + "-starter to the dependencies in pom.xml, and build");
    }

    /** The file by which the contract suite runs on it. */
    String description(String name) {
        return filled("description.yaml", Map.of("NAME", name, "VARIABLES", variables));
    }

    /** Of a component that can both read and write. */
    private static String artifact(String scheme) {
        Properties all = new Properties();
        try (InputStream in = BrokerParts.class.getResourceAsStream("/new-broker/components.properties")) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = (String) all.get(scheme);
        if (found == null) {
            String near = all.stringPropertyNames().stream()
                    .filter(each -> scheme.length() > 2 && (each.contains(scheme) || scheme.contains(each)))
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw Failure.wrongUse("--component: Camel has no component " + scheme
                    + (near.isEmpty() ? "; take one of its catalog, as nats" : "; did you mean " + near + "?"));
        }
        String[] words = found.split(" ");
        if (words.length > 1) {
            throw Failure.wrongUse("--component: Camel's " + scheme + " only " + words[1]
                    + "; take one that reads and writes messages, as nats");
        }
        return words[0];
    }

    private static String filled(String template, Map<String, String> words) {
        try (InputStream in = BrokerParts.class.getResourceAsStream("/new-broker/" + template + ".template")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> word : words.entrySet()) {
                text = text.replace("@" + word.getKey() + "@", word.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
