package com.acme.checkout.lint;

import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.startup.NearestName;
import com.acme.checkout.startup.SettingsReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The settings of a project, as {@code application.yaml} and the environment say them. */
final class Project {

    private static final String URL = "http://127.0.0.1/sandbox/orchestrator";

    private static final Pattern UNKNOWN = Pattern.compile("placeholder '([^']+)'");

    /** The sink of a destination that names none. */
    private static final String HTTP_SINK = "orchestrator-sink";

    private final YamlText yaml;
    private final StandardEnvironment env = new StandardEnvironment();
    private final Map<String, String> variables;

    /**
     * What only the place where it runs can tell has a value that does no harm.
     *
     * @param broker null for the one that the settings name
     * @throws IOException where Spring can't make settings of the file
     */
    Project(YamlText yaml, String broker, Map<String, String> variables) throws IOException {
        this.yaml = yaml;
        this.variables = variables;
        Map<String, Object> given = new HashMap<>(variables);
        given.putIfAbsent("CHECKOUT_ORCHESTRATOR_URL", URL);
        if (String.valueOf(given.get("CHECKOUT_SANDBOX")).isBlank()) {
            given.remove("CHECKOUT_SANDBOX");
        }
        given.putIfAbsent("CHECKOUT_SANDBOX", "true");
        var sources = env.getPropertySources();
        sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        sources.replace(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, given));
        new YamlPropertySourceLoader()
                .load("application.yaml", new ByteArrayResource(yaml.corrected().getBytes(StandardCharsets.UTF_8)))
                .forEach(sources::addLast);
        Map<String, Object> derived = new LinkedHashMap<>();
        if (broker != null) {
            derived.put("checkout.broker", broker);
        }
        for (String name : destinations()) {
            String key = "checkout.destinations." + name + ".url";
            if (sink(name).equals(HTTP_SINK) && String.valueOf(resolved(key)).isBlank()) {
                derived.put(key, URL);
            }
        }
        if (String.valueOf(resolved("checkout.orchestrator-promotion-url")).isBlank()) {
            derived.put("checkout.orchestrator-promotion-url", URL);
            derived.put("checkout.destinations.promotion.url", URL);
        }
        derived.put("checkout.command-routes", ",file:routes/commands/*.camel.yaml");
        derived.put("checkout.sandbox-routes", ",file:routes/orchestrators/sandbox/*.camel.yaml");
        derived.put("checkout.kafka.delay-topics", "checkout.delay.1s");
        derived.keySet()
                .removeIf(key -> key.startsWith("checkout.destinations.")
                        && !destinations().contains(key.split("\\.")[2]));
        sources.addFirst(new MapPropertySource("what is known only where it runs", derived));
        try {
            BrokerKind.derive(env);
        } catch (InvalidSettingException e) {
            int[] place = place(e.name());
            yaml.findings().add(new Finding(yaml.file(), place[0], place[1], e.name() + ": " + e.wrong(), e.cure()));
        }
    }

    /** Its settings, with the folders of Kamelets as they are in {@code folder}. */
    StandardEnvironment in(Path folder) {
        String kamelets = "camel.component.kamelet.location";
        env.getPropertySources()
                .addFirst(new MapPropertySource(
                        kamelets,
                        Map.of(
                                kamelets,
                                env.getProperty(kamelets, "").replace("file:routes", "file:" + folder + "/routes"))));
        return env;
    }

    String broker() {
        return env.getProperty("checkout.broker", "");
    }

    /** The destinations that the settings list, each with the name of its sink. */
    Map<String, String> sinks() {
        Map<String, String> sinks = new LinkedHashMap<>();
        destinations().forEach(name -> sinks.put(name, sink(name)));
        return sinks;
    }

    private String sink(String destination) {
        String sink = resolved("checkout.destinations." + destination + ".sink");
        return sink == null || sink.isBlank() ? HTTP_SINK : sink.trim();
    }

    /** The names of the destinations that the settings list. */
    Set<String> destinations() {
        Set<String> names = new TreeSet<>();
        for (var entry : Nodes.entries(Nodes.at(yaml.root(), "checkout", "destinations"))) {
            names.add(Nodes.text(entry.getKeyNode()));
        }
        return names;
    }

    private String resolved(String key) {
        try {
            return env.getProperty(key);
        } catch (IllegalArgumentException e) {
            // A placeholder that nothing fills in: somebody else says so.
            return "?";
        }
    }

    /** Finds names that nobody knows, and values that can't be. */
    void check(Path routes) {
        placeholders();
        for (InvalidSettingException mistake : SettingsReport.mistakes(env, routes)) {
            // What lint itself has put there.
            if (mistake.name().equals("checkout.sandbox-routes")
                    || mistake.name().equals("checkout.command-routes")
                    || mistake.name().equals("checkout.kafka.delay-topics")) {
                continue;
            }
            if (mistake.name().startsWith("CHECKOUT_") && variables.containsKey(mistake.name())) {
                yaml.add(
                        0,
                        "${" + mistake.name(),
                        "the environment's " + mistake.name() + ": " + mistake.wrong(),
                        mistake.cure());
            } else {
                int[] place = place(mistake.name());
                String name = mistake.name() + ": ";
                yaml.findings()
                        .add(new Finding(yaml.file(), place[0], place[1], name + mistake.wrong(), mistake.cure()));
            }
        }
    }

    /** A value that names a setting that there is not: Spring would stop, or leave it as it is written. */
    private void placeholders() {
        for (PropertySource<?> source : env.getPropertySources()) {
            if (source.getName().equals("application.yaml")
                    && source instanceof org.springframework.core.env.EnumerablePropertySource<?> settings) {
                for (String name : settings.getPropertyNames()) {
                    try {
                        env.getProperty(name);
                        env.resolveRequiredPlaceholders(String.valueOf(settings.getProperty(name)));
                    } catch (IllegalArgumentException e) {
                        if (!String.valueOf(settings.getProperty(name)).contains("${checkout.")) {
                            continue;
                        }
                        Matcher named = UNKNOWN.matcher(String.valueOf(e.getMessage()));
                        String unknown = named.find() ? named.group(1) : "";
                        int[] place = place(name);
                        yaml.findings()
                                .add(new Finding(
                                        yaml.file(),
                                        place[0],
                                        place[1],
                                        name + " names the setting " + unknown + ", which there is not",
                                        NearestName.orElse(
                                                unknown, List.of(settings.getPropertyNames()), "correct that name")));
                    }
                }
            }
        }
    }

    /** Where a setting stands, or the variable that it is taken from. */
    private int[] place(String name) {
        for (PropertySource<?> source : env.getPropertySources()) {
            if (source.getName().equals("application.yaml")
                    && OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin text
                    && text.getLocation() != null) {
                return yaml.locate(text.getLocation().getLine() + 1, name.substring(name.lastIndexOf('.') + 1));
            }
        }
        Node node = Nodes.at(yaml.root(), name.split("\\."));
        if (node != null) {
            return new int[] {
                node.getStartMark().orElseThrow().getLine() + 1,
                node.getStartMark().orElseThrow().getColumn() + 1
            };
        }
        Node entry = entry(name);
        return entry == null
                ? yaml.locate(0, "${" + name)
                : new int[] {
                    entry.getStartMark().orElseThrow().getLine() + 1,
                    entry.getStartMark().orElseThrow().getColumn() + 1
                };
    }

    /** The name of the destination that lacks a setting; null of other settings. */
    private Node entry(String name) {
        return Nodes.entries(Nodes.at(yaml.root(), "checkout", "destinations")).stream()
                .map(NodeTuple::getKeyNode)
                .filter(each -> name.startsWith("checkout.destinations." + Nodes.text(each) + "."))
                .findFirst()
                .orElse(null);
    }

    /** Finds a broker that there is no folder for. */
    boolean hasBroker(List<String> folders) {
        if (folders.contains(broker())) {
            return true;
        }
        int[] place = place("checkout.broker");
        yaml.findings()
                .add(new Finding(
                        yaml.file(),
                        place[0],
                        place[1],
                        "CHECKOUT_BROKER: there is no folder routes/brokers/" + broker(),
                        NearestName.orElse(broker(), folders, "choose one of " + String.join(", ", folders))));
        return false;
    }
}
