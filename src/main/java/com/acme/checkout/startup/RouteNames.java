package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExchangePropertyExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.HeaderExpression;
import org.apache.camel.model.language.VariableExpression;

/**
 * Compares the names of exchange properties and variables that are read with those that are set, by the routes or by
 * Java: to Camel one that nobody sets is null, and whatever hangs on it is decided wrongly without a word.
 */
final class RouteNames {

    private static final String CALLED = "\\bproperty\\(\\s*\"([\\w.-]+)\"|getProperty\\(\\s*['\"]([\\w.-]+)";
    private static final Pattern PROPERTY =
            Pattern.compile("exchangeProperty(?:As)?\\s*(?:\\??\\.|\\[|:|\\()\\s*['\"]?([\\w.-]*[\\w-])|" + CALLED);
    private static final Pattern VARIABLE =
            Pattern.compile("\\bvariable(?:As)?\\s*(?:\\??\\.|\\[|:|\\()\\s*['\"]?((?:[\\w-]+:)*[\\w.-]*[\\w-])");

    /** In other languages than Simple a function is called; {@code .variable.name} is a part of the body there. */
    private static final Pattern CALLED_PROPERTY = Pattern.compile(CALLED);

    private static final Pattern CALLED_VARIABLE = Pattern.compile("\\bvariable\\(\\s*['\"]((?:[\\w-]+:)*[\\w.-]+)");
    private static final Pattern HEADER =
            Pattern.compile("\\bheaders?(?:As)?\\s*(?:\\??\\.|\\[|:|\\()\\s*['\"]?(Camel\\w+)");
    private static final Pattern SCRIPTED = Pattern.compile("set(?:Property|Variable)\\(\\s*['\"]([\\w.-]+)");

    /** Headers and properties of Camel itself. A component may have more of them; a near miss of one of these is a mistake. */
    private static final Set<String> CAMELS = Stream.of(Exchange.class.getFields())
            .filter(each -> Modifier.isStatic(each.getModifiers()) && each.getType() == String.class)
            .map(each -> {
                try {
                    return (String) each.get(null);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            })
            .filter(each -> each.startsWith("Camel"))
            .collect(Collectors.toCollection(TreeSet::new));

    private final RouteSet routes;
    private final Findings findings;
    private final Map<String, Place> read = new LinkedHashMap<>();
    private final Map<String, Place> readVariables = new LinkedHashMap<>();
    private final Map<String, Place> set = new LinkedHashMap<>();
    private final Set<String> setVariables = new HashSet<>();
    private final Set<String> wanted = new TreeSet<>();
    private boolean anyName;

    RouteNames(RouteSet routes, Findings findings) {
        this.findings = findings;
        this.routes = routes;
    }

    void check() {
        routes.routes().forEach(route -> route.parts().forEach(part -> part(route, part)));
        if (anyName) {
            // One is set whose name is worked out for each message: any name may be right.
            return;
        }
        Set<String> known = new TreeSet<>(set.keySet());
        known.addAll(ExchangeProperties.SET);
        read.forEach((text, where) -> {
            if (!text.startsWith("Camel")) {
                known("exchange property", text, known, where);
            }
        });
        readVariables.forEach((text, where) -> known("variable", text, setVariables, where));
        read.keySet().forEach(text -> wanted.addAll(names(text)));
        wanted.addAll(ExchangeProperties.READ);
        set.forEach((name, where) -> NearestName.to(name, wanted)
                .filter(near -> !wanted.contains(name))
                .ifPresent(near -> {
                    findings.add(new InvalidRouteException(
                            where,
                            name,
                            "sets the exchange property " + name + ", which nobody reads",
                            "did you mean " + near + "?"));
                }));
    }

    /** The exchange properties that are set and, as far as can be seen, read by nobody; where each is set. */
    Map<String, Place> unread() {
        Map<String, Place> unread = new LinkedHashMap<>();
        set.forEach((name, where) -> {
            if (!anyName && !wanted.contains(name) && !name.startsWith("Camel")) {
                unread.put(name, where);
            }
        });
        return unread;
    }

    private void known(String kind, String text, Set<String> known, Place where) {
        List<String> names = names(text);
        if (names.stream().noneMatch(known::contains)) {
            String name = NearestName.to(text, known).isPresent() ? text : names.get(0);
            findings.add(new InvalidRouteException(
                    where,
                    name,
                    "reads the " + kind + " " + name + ", which nobody sets",
                    NearestName.orElse(name, known, "correct its name, or set it before")));
        }
    }

    /** What {@code a.b.c} may be: the name {@code a} and a part of its value, {@code a.b}, or all of it a name. */
    private static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            names.add(text.substring(0, dot));
        }
        names.add(text);
        return names;
    }

    private void part(RouteParts route, Part part) {
        Map<String, String> texts = route.texts(part);
        Place where = route.where(part);
        Object node = part.node();
        if (node instanceof SetPropertyDefinition) {
            sets(texts.get("name"), where);
        } else if (node instanceof SetVariableDefinition) {
            setVariables.add(last(texts.get("name")));
        } else if (node instanceof SetHeaderDefinition) {
            camels(texts.get("name"), where);
        } else if (node instanceof ExchangePropertyExpression) {
            reads(texts.get("expression"), where);
        } else if (node instanceof VariableExpression) {
            readVariables.putIfAbsent(last(texts.get("expression")), where);
        } else if (node instanceof HeaderExpression) {
            camels(texts.get("expression"), where);
        }
        if (texts.get("variableReceive") != null) {
            setVariables.add(last(texts.get("variableReceive")));
        }
        if (texts.get("variableSend") != null) {
            readVariables.putIfAbsent(last(texts.get("variableSend")), where);
        }
        if (node instanceof ConstantExpression) {
            return;
        }
        boolean expression = node instanceof ExpressionDefinition;
        boolean simple = !(node instanceof ExpressionDefinition other) || "simple".equals(other.getLanguage());
        texts.forEach((option, text) -> {
            if (expression && option.equals("expression") || text.contains("${")) {
                find(simple ? PROPERTY : CALLED_PROPERTY, text).forEach(name -> reads(name, where));
                find(simple ? VARIABLE : CALLED_VARIABLE, text)
                        .forEach(name -> readVariables.putIfAbsent(last(name), where));
                find(HEADER, text).forEach(name -> camels(name, where));
                find(SCRIPTED, text).forEach(name -> {
                    set.putIfAbsent(name, where);
                    setVariables.add(name);
                });
            }
        });
    }

    private void sets(String name, Place where) {
        if (name != null && name.contains("${")) {
            anyName = true;
        } else if (name != null) {
            camels(name, where);
            set.putIfAbsent(name, where);
        }
    }

    private void reads(String name, Place where) {
        if (name != null) {
            camels(names(name).get(0), where);
            read.putIfAbsent(name, where);
        }
    }

    private void camels(String name, Place where) {
        if (name != null && name.startsWith("Camel") && !CAMELS.contains(name)) {
            NearestName.to(name, CAMELS)
                    .filter(near -> NearestName.distance(name, near) <= 2)
                    .ifPresent(near -> {
                        findings.add(new InvalidRouteException(
                                where, name, "Camel knows no " + name, "did you mean " + near + "?"));
                    });
        }
    }

    /** A variable may stand behind where it is kept, as in {@code global:name}. */
    private static String last(String name) {
        return name == null ? "" : name.substring(name.lastIndexOf(':') + 1);
    }

    private static List<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> {
                    for (int i = 1; i <= result.groupCount(); i++) {
                        if (result.group(i) != null) {
                            return result.group(i);
                        }
                    }
                    return "";
                })
                .toList();
    }
}
