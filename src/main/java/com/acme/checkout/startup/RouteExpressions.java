package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.ExpressionSubElementDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.OnWhenDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/** Has every expression of the routes read by its language: Camel does so with the first message that comes to it. */
final class RouteExpressions {

    private static final Pattern UNKNOWN_FUNCTION = Pattern.compile("Unknown function: ([\\w]+)");

    /** Camel takes the rest of such a word for a name. */
    private static final Pattern RUN_ON =
            Pattern.compile("\\$\\{((exchangeProperty|headers?+|variables?+|body|exchange|exception)[a-z]\\w*)");

    private static final Pattern UNKNOWN_JQ = Pattern.compile("Function (\\S+)/\\d+ does not exist");

    /** For suggestions alone: those of Simple that routes use most. */
    private static final Set<String> FUNCTIONS = Set.of(
            "body",
            "bodyAs",
            "mandatoryBodyAs",
            "bodyOneLine",
            "header",
            "headers",
            "headerAs",
            "exchange",
            "exchangeId",
            "exchangeProperty",
            "exchangePropertyAs",
            "variable",
            "variableAs",
            "variables",
            "exception",
            "routeId",
            "stepId",
            "camelId",
            "camelContext",
            "messageId",
            "date",
            "bean",
            "env",
            "sys",
            "properties",
            "ref",
            "type",
            "random",
            "uuid",
            "hash",
            "jq",
            "collate",
            "skip",
            "empty",
            "threadName",
            "null");

    private final CamelContext camel;
    private final RouteSet routes;
    private final Findings findings;

    RouteExpressions(CamelContext camel, RouteSet routes, Findings findings) {
        this.findings = findings;
        this.camel = camel;
        this.routes = routes;
    }

    void check() {
        for (RouteParts route : routes.routes()) {
            Object owner = null;
            Set<Object> values = values(route);
            for (Part part : route.parts()) {
                if (part.node() instanceof ExpressionDefinition expression) {
                    expression(
                            route,
                            part,
                            expression.getLanguage(),
                            route.texts(part).get("expression"),
                            decides(owner) && !values.contains(owner));
                } else {
                    owner = part.node();
                }
                Map<String, String> texts = route.texts(part);
                if (part.node() instanceof LogDefinition || part.node() instanceof ThrowExceptionDefinition) {
                    simple(route, part, texts.get("message"));
                }
                // What a bean is called with, as in step(${exchange}, 'x').
                simple(route, part, texts.get("method"));
            }
            routes.endpoints(route).stream()
                    .filter(RouteEndpoint::dynamic)
                    .forEach(each -> simple(route, each.part(), each.uri()));
        }
    }

    /** Where those of the same form as predicates work out a key, a size or a time. */
    private static Set<Object> values(RouteParts route) {
        Set<Object> values = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Part part : route.parts()) {
            if (part.node() instanceof AggregateDefinition step) {
                values.addAll(Arrays.asList(
                        step.getCorrelationExpression(),
                        step.getCompletionSizeExpression(),
                        step.getCompletionTimeoutExpression()));
            } else if (part.node() instanceof ThrottleDefinition step) {
                values.add(step.getCorrelationExpression());
            }
        }
        return values;
    }

    /** Whether an expression there says yes or no. */
    private static boolean decides(Object owner) {
        return owner instanceof WhenDefinition
                || owner instanceof FilterDefinition
                || owner instanceof OnWhenDefinition
                || owner instanceof ValidateDefinition
                || owner instanceof ExpressionSubElementDefinition
                || owner instanceof LoopDefinition loop && "true".equals(loop.getDoWhile());
    }

    private void simple(RouteParts route, Part part, String text) {
        if (text != null && text.contains("${")) {
            expression(route, part, "simple", text, false);
        }
    }

    private void expression(RouteParts route, Part part, String language, String text, boolean decides) {
        findings.run(() -> read(route, part, language, text, decides));
    }

    private void read(RouteParts route, Part part, String language, String text, boolean decides) {
        if (text == null || !List.of("simple", "jq").contains(language)) {
            return;
        }
        Matcher runOn = RUN_ON.matcher(text);
        if (language.equals("simple") && runOn.find()) {
            throw new InvalidRouteException(
                    route.where(part),
                    runOn.group(1),
                    "the simple expression " + text + " can't be read (Unknown function: " + runOn.group(1) + ")",
                    "did you mean " + runOn.group(2) + "?");
        }
        try {
            Language reader = camel.resolveLanguage(language);
            if (language.equals("simple") && decides) {
                reader.createPredicate(text);
            } else if (language.equals("simple")) {
                reader.createExpression(text);
            } else {
                // A function that there is not shows only when it is called.
                Exchange nothing = new DefaultExchange(camel);
                nothing.getMessage().setBody(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode());
                org.apache.camel.Expression jq = reader.createExpression(text);
                jq.init(camel);
                runs(jq, nothing);
            }
        } catch (RuntimeException e) {
            throw new InvalidRouteException(
                    route.where(part),
                    text,
                    "the " + language + " expression " + text + " can't be read (" + reason(e) + ")",
                    fix(e));
        }
    }

    private static void runs(org.apache.camel.Expression jq, Exchange exchange) {
        try {
            jq.evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            // With nothing to work on, any other failure says nothing.
            if (UNKNOWN_JQ.matcher(all(e)).find()) {
                throw e;
            }
        }
    }

    private static String all(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            all.append(each.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // Simple draws below its message where the fault is.
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    private static String fix(Throwable failure) {
        Matcher function = UNKNOWN_FUNCTION.matcher(all(failure));
        return function.find()
                ? NearestName.orElse(
                        function.group(1), new TreeSet<>(FUNCTIONS), "use a function of Camel's Simple language")
                : "correct it";
    }
}
