package com.acme.checkout.lint;

import com.acme.checkout.startup.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/** Compares the route templates and the route configurations that files use with those that files hold. */
final class TemplatesCheck {

    /** Made routes by Java: those of each destination, of each command, and the desk's. */
    private static final Set<String> JAVA =
            Set.of("deliver", "park", "pending", "lookup", "command-door", "file-dead-letters");

    private record Use(YamlText yaml, Node at) {}

    private final Collection<YamlText> files;
    private final Map<String, Map<String, Boolean>> templates = new TreeMap<>();
    private final Map<String, Use> places = new HashMap<>();
    private final Map<String, Use> configurations = new TreeMap<>();

    TemplatesCheck(Collection<YamlText> files) {
        this.files = files;
    }

    /** {@code whole}: every file could be read; where not, nothing is said of what may be in the others. */
    void check(boolean whole) {
        for (YamlText yaml : files) {
            for (Node each : Nodes.named(yaml.root(), "routeTemplate")) {
                String id = Nodes.textAt(each, "id");
                if (id != null) {
                    templates.put(id, parameters(each));
                    places.put(id, new Use(yaml, Nodes.at(each, "id")));
                }
            }
            for (Node each : Nodes.named(yaml.root(), "routeConfiguration")) {
                if (Nodes.textAt(each, "id") != null) {
                    configurations.put(Nodes.textAt(each, "id"), new Use(yaml, Nodes.at(each, "id")));
                }
            }
        }
        if (whole) {
            templates();
            configurations();
        }
    }

    /** Whether each parameter has to be given, by its name. */
    private static Map<String, Boolean> parameters(Node template) {
        Map<String, Boolean> parameters = new TreeMap<>();
        for (Node each : Nodes.items(Nodes.at(template, "parameters"))) {
            parameters.put(
                    String.valueOf(Nodes.textAt(each, "name")),
                    Nodes.at(each, "defaultValue") == null && !"false".equals(Nodes.textAt(each, "required")));
        }
        return parameters;
    }

    private void templates() {
        Set<String> used = new TreeSet<>(JAVA);
        for (YamlText yaml : files) {
            for (Node item : Nodes.items(yaml.root())) {
                Node route = "templatedRoute".equals(Nodes.name(item)) ? Nodes.at(item, "templatedRoute") : null;
                Node reference = Nodes.at(route, "routeTemplateRef");
                String name = Nodes.text(reference);
                if (name == null) {
                    continue;
                }
                used.add(name);
                Map<String, Boolean> parameters = templates.get(name);
                if (parameters == null) {
                    yaml.add(
                            reference,
                            "there is no route template " + name,
                            NearestName.orElse(name, templates.keySet(), "correct the name, or add that template"));
                    NearestName.to(name, templates.keySet())
                            .ifPresentOrElse(
                                    near -> {
                                        used.add(near);
                                        yaml.replace(reference, near);
                                    },
                                    () -> yaml.remove(item));
                } else if (!given(yaml, name, route, reference, parameters)) {
                    yaml.remove(item);
                }
            }
        }
        places.forEach((name, use) -> {
            if (!used.contains(name) && !templates.get(name).isEmpty()) {
                use.yaml()
                        .add(
                                use.at(),
                                "no route is made of the route template " + name,
                                "take it out, or make a route of it by templatedRoute");
            }
        });
    }

    private static boolean given(
            YamlText yaml, String template, Node route, Node reference, Map<String, Boolean> parameters) {
        List<String> given = new ArrayList<>();
        boolean right = true;
        for (Node each : Nodes.items(Nodes.at(route, "parameters"))) {
            Node name = Nodes.at(each, "name");
            String text = String.valueOf(Nodes.text(name));
            given.add(text);
            if (name != null && !parameters.containsKey(text)) {
                yaml.add(
                        name,
                        "the route template " + template + " has no parameter " + text,
                        NearestName.orElse(
                                text, parameters.keySet(), "it has " + String.join(", ", parameters.keySet())));
                String near = NearestName.to(text, parameters.keySet()).orElse(null);
                right &= near != null;
                if (near != null) {
                    given.add(near);
                    yaml.replace(name, near);
                }
            }
        }
        for (Map.Entry<String, Boolean> each : parameters.entrySet()) {
            if (each.getValue() && !given.contains(each.getKey()) && right) {
                yaml.add(
                        reference,
                        "the route template " + template + " needs the parameter " + each.getKey(),
                        "give it under parameters");
                right = false;
            }
        }
        return right;
    }

    private void configurations() {
        Set<String> used = new TreeSet<>();
        for (YamlText yaml : files) {
            Nodes.each(yaml.root(), (key, value) -> {
                if (!key.equals("routeConfigurationId") || Nodes.text(value) == null) {
                    return;
                }
                for (String name : Nodes.text(value).split(",")) {
                    String form = name.trim().replace("*", ".*");
                    used.add(form);
                    if (configurations.keySet().stream().noneMatch(each -> each.matches(form))) {
                        yaml.add(
                                value,
                                "there is no route configuration " + name.trim(),
                                NearestName.orElse(
                                        name.trim(),
                                        configurations.keySet(),
                                        "correct the name, or add that configuration"));
                        NearestName.to(name.trim(), configurations.keySet()).ifPresent(used::add);
                    }
                }
            });
        }
        configurations.forEach((name, use) -> {
            if (used.stream().noneMatch(name::matches)) {
                use.yaml()
                        .add(
                                use.at(),
                                "no route uses the route configuration " + name,
                                "name it by routeConfigurationId, or take it out");
            }
        });
    }
}
