package com.acme.checkout.startup;

import jakarta.xml.bind.annotation.XmlTransient;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.spi.Resource;

/**
 * The parts of one route as Camel's model holds them: the route itself, its steps at every depth, their expressions and
 * options. They are found by the model's fields, whichever of Camel's patterns an engineer uses; a step that is switched
 * off ({@code disabled}) is left out. Placeholders are filled in, a template's parameters among them.
 */
final class RouteParts {

    /** One object of the model. {@code line} is that of its step in the file; 0 where it isn't known. */
    record Part(Object node, int line) {}

    /** The fix where a placeholder names a setting that is not there, nor one like it. */
    static final String NAME_A_SETTING = "name a setting of application.yaml";

    /** What Camel says of a setting that there is not. */
    private static final Pattern KEY = Pattern.compile("key \\[([^]]+)]");

    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private final CamelContext camel;
    private final String file;
    private final String name;
    private final String from;
    private final Map<String, Object> given;
    private final Findings findings;
    private final List<Part> parts = new ArrayList<>();

    /**
     * @param root  a route, a template's route or a route configuration
     * @param name  what to call it
     * @param given values for the placeholders of a template
     */
    RouteParts(
            CamelContext camel, Object root, Resource file, String name, Map<String, Object> given, Findings findings) {
        this.camel = camel;
        this.findings = findings;
        this.file = path(
                file != null ? file.getLocation() : root instanceof LineNumberAware aware ? aware.getLocation() : null);
        this.name = name;
        this.given = given;
        walk(root, 0, Collections.newSetFromMap(new IdentityHashMap<>()));
        this.from = parts.stream()
                .filter(part -> entry(part.node()))
                .findFirst()
                .map(part -> texts(part).get("uri"))
                .orElse(null);
    }

    private static String path(String resource) {
        if (resource == null) {
            return "routes/";
        }
        String location = resource.replaceFirst("^file:(//)?", "");
        Path path = Path.of(location).toAbsolutePath();
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : location;
    }

    String name() {
        return name;
    }

    String file() {
        return file;
    }

    /** The endpoint that the route reads; null where there is none. */
    String from() {
        return from;
    }

    List<Part> parts() {
        return parts;
    }

    Place where(Part part) {
        return new Place(file, part == null ? 0 : Math.max(0, part.line()), name);
    }

    /** Where its mistakes are kept. */
    Findings findings() {
        return findings;
    }

    private void walk(Object node, int line, Set<Object> seen) {
        if (node instanceof ProcessorDefinition<?> step && "true".equals(step.getDisabled()) || !seen.add(node)) {
            return;
        }
        int here = node instanceof LineNumberAware aware && aware.getLineNumber() > 0 ? aware.getLineNumber() : line;
        parts.add(new Part(node, here));
        for (Field field : fields(node.getClass())) {
            Object value = value(node, field);
            if (value instanceof Collection<?> values) {
                values.stream().filter(RouteParts::ofTheModel).forEach(each -> walk(each, here, seen));
            } else if (ofTheModel(value)) {
                walk(value, here, seen);
            }
        }
    }

    private static boolean ofTheModel(Object value) {
        return value != null
                && value.getClass().getName().startsWith("org.apache.camel.model.")
                && !value.getClass().isEnum();
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, key -> {
            List<Field> fields = new ArrayList<>();
            for (Class<?> each = key; each != null && each != Object.class; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    // What is not in a file: the parent, the context, what Camel has made of a text.
                    boolean derived = field.isAnnotationPresent(XmlTransient.class) && field.getType() == String.class
                            || List.of("parent", "routeConfiguration", "blocks", "camelContext")
                                    .contains(field.getName());
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()
                            && !derived) {
                        field.setAccessible(true);
                        fields.add(field);
                    }
                }
            }
            return fields;
        });
    }

    private static Object value(Object node, Field field) {
        try {
            return field.get(node);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The options of one part by their names, with placeholders filled in. A list's members are separated by commas. */
    Map<String, String> texts(Part part) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Field field : fields(part.node().getClass())) {
            Object value = value(part.node(), field);
            if (value instanceof Collection<?> values
                    && !values.isEmpty()
                    && values.stream().allMatch(String.class::isInstance)) {
                value = String.join(",", values.stream().map(String.class::cast).toList());
            }
            if (value instanceof String text) {
                texts.put(field.getName(), filled(part, text));
            }
        }
        return texts;
    }

    /** With each setting that there is not as it is written: what else is wrong there can be found too. */
    private String filled(Part part, String text) {
        String filled = text;
        for (int i = 0; i <= text.length(); i++) {
            try {
                return text(filled);
            } catch (IllegalArgumentException e) {
                String wrong = String.valueOf(e.getMessage()).replaceFirst(" from text: .*", "");
                Matcher named = KEY.matcher(wrong);
                String key = named.find() ? named.group(1) : "";
                findings.add(new InvalidRouteException(
                        where(part),
                        key.isEmpty() ? text : key,
                        wrong,
                        NearestName.orElse(key, SettingRecords.settings().keySet(), NAME_A_SETTING)));
                String placeholder = "{{" + key + "}}";
                int at = filled.indexOf(placeholder);
                if (key.isEmpty() || at < 0 || at < filled.indexOf('?')) {
                    return filled;
                }
                filled = filled.replace(placeholder, key);
            }
        }
        return filled;
    }

    /** @throws IllegalArgumentException where it names a setting that there is not */
    private String text(String text) {
        if (text == null || !text.contains("{{")) {
            return text;
        }
        Properties local = new Properties();
        given.forEach((key, value) -> local.put(key, String.valueOf(value)));
        Properties before = camel.getPropertiesComponent().getLocalProperties();
        camel.getPropertiesComponent().setLocalProperties(local);
        try {
            return camel.resolvePropertyPlaceholders(text);
        } finally {
            camel.getPropertiesComponent().setLocalProperties(before);
        }
    }

    /** Where a message enters is no step. */
    static boolean entry(Object node) {
        return node instanceof FromDefinition;
    }

    static Map<String, Object> merged(Map<String, Object> defaults, Map<String, Object> given) {
        Map<String, Object> all = new HashMap<>(defaults);
        all.putAll(given);
        return all;
    }

    static List<String> split(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
