package com.acme.checkout.desk.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.NamedNode;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.MethodCallExpression;

/** Reads the routes of a context that runs, as they are now. Says nothing that may be secret: no option of an address but its queue. */
final class RunningRoutes {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\{(destination|command|queue)}}");
    private static final Pattern QUEUE = Pattern.compile("[?&]queue=([^&]+)");
    private static final Pattern METHOD = Pattern.compile("[?&]httpMethodRestrict=([^&]+)");
    private static final Pattern SIMPLE_NAME = Pattern.compile("^.*\\.");

    private final ModelCamelContext camel;
    private final Map<NamedNode, Figures> figures;

    RunningRoutes(ModelCamelContext camel, Map<NamedNode, Figures> figures) {
        this.camel = camel;
        this.figures = figures;
    }

    /** All, in the order in which they were made. */
    List<RunningRoute> list() {
        return List.copyOf(camel.getRouteDefinitions()).stream()
                .filter(route -> route.getInput() != null)
                .map(this::route)
                .toList();
    }

    private RunningRoute route(RouteDefinition route) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (route.getTemplateParameters() != null) {
            parameters.putAll(route.getTemplateParameters());
        }
        String uri = filled(route.getInput().getEndpointUri(), parameters);
        String from = address(uri);
        String queue = group(QUEUE, uri);
        List<RunningRoute.Step> steps = steps(route.getOutputs(), parameters);
        boolean part = from.equals("kamelet:source")
                || steps.stream()
                        .anyMatch(step ->
                                new RunningRoute("", "", null, "", false, true, List.of(step)).sendsTo("kamelet:sink"));
        return new RunningRoute(
                route.getRouteId(),
                from,
                queue,
                reads(from, queue, uri),
                part,
                camel.getRouteController().getRouteStatus(route.getRouteId()) != null
                        && camel.getRouteController()
                                .getRouteStatus(route.getRouteId())
                                .isStarted(),
                steps);
    }

    private static String reads(String from, String queue, String uri) {
        if (from.startsWith("platform-http:")) {
            String method = group(METHOD, uri);
            return (method == null ? "" : method + ' ') + from.replaceFirst("platform-http:/*", "/");
        }
        return queue == null ? from : "queue " + queue;
    }

    private List<RunningRoute.Step> steps(
            List<? extends OptionalIdentifiedDefinition<?>> definitions, Map<String, Object> parameters) {
        // What a configuration of routes adds for failures is no step of the way, and stands in front of it.
        return Stream.of(false, true)
                .flatMap(added -> definitions.stream().filter(each -> added.equals(isAdded(each))))
                .map(each -> step(each, parameters))
                .toList();
    }

    private static boolean isAdded(OptionalIdentifiedDefinition<?> node) {
        return node instanceof ProcessorDefinition<?> step && step.isAbstract();
    }

    private RunningRoute.Step step(OptionalIdentifiedDefinition<?> node, Map<String, Object> parameters) {
        List<OptionalIdentifiedDefinition<?>> inner = new ArrayList<>();
        if (node instanceof ChoiceDefinition choice) {
            inner.addAll(choice.getWhenClauses());
            if (choice.getOtherwise() != null) {
                inner.add(choice.getOtherwise());
            }
        } else if (node instanceof TryDefinition block) {
            inner.addAll(block.getOutputsWithoutCatches());
            inner.addAll(block.getCatchClauses());
            if (block.getFinallyClause() != null) {
                inner.add(block.getFinallyClause());
            }
        } else if (node instanceof WhenDefinition when) {
            inner.addAll(when.getOutputs());
        } else if (node instanceof OtherwiseDefinition otherwise) {
            inner.addAll(otherwise.getOutputs());
        } else if (node instanceof ProcessorDefinition<?> step) {
            inner.addAll(step.getOutputs());
        }
        List<RunningRoute.Step> steps = steps(inner, parameters);
        Figures own = figures.get(node);
        // A branch is no step: what has come to its first one has come to it.
        Figures shown = own != null
                ? own
                : steps.isEmpty()
                        ? Figures.NONE
                        : new Figures(
                                steps.get(0).figures().came(),
                                0,
                                steps.get(0).figures().rate());
        String uri = uri(node);
        return new RunningRoute.Step(
                node.getShortName(),
                filled(text(node), parameters),
                node instanceof SetPropertyDefinition property ? property.getName() : null,
                uri == null ? null : address(filled(uri, parameters)),
                shown,
                steps);
    }

    private static String uri(OptionalIdentifiedDefinition<?> node) {
        return node instanceof ToDynamicDefinition dynamic
                ? dynamic.getUri()
                : node instanceof EndpointRequiredDefinition to ? to.getEndpointUri() : null;
    }

    private static String text(OptionalIdentifiedDefinition<?> node) {
        String uri = uri(node);
        if (uri != null) {
            String queue = group(QUEUE, uri);
            return address(uri) + (queue == null || queue.contains(":}}") ? "" : " (queue " + queue + ")");
        }
        if (node instanceof BeanDefinition bean) {
            return bean.getRef()
                    + (bean.getMethod() == null ? "" : '.' + bean.getMethod().replaceFirst("\\(.*", ""));
        }
        if (node instanceof SetPropertyDefinition step) {
            return step.getName() + " = " + expression(step.getExpression());
        }
        if (node instanceof SetHeaderDefinition step) {
            return step.getName() + " = " + expression(step.getExpression());
        }
        if (node instanceof ExpressionNode step) {
            return expression(step.getExpression());
        }
        if (node instanceof WhenDefinition step) {
            return expression(step.getExpression());
        }
        if (node instanceof ThrowExceptionDefinition step) {
            return name(step.getExceptionType()) + (step.getMessage() == null ? "" : ": " + step.getMessage());
        }
        if (node instanceof CatchDefinition step) {
            return step.getExceptions().stream().map(RunningRoutes::name).collect(Collectors.joining(", "));
        }
        return "";
    }

    private static String expression(ExpressionDefinition expression) {
        if (expression instanceof MethodCallExpression call) {
            return call.getRef() + '.' + call.getMethod();
        }
        return expression == null || expression.getExpression() == null
                ? ""
                : expression.getExpression().strip();
    }

    /** The last part of a class's name. */
    private static String name(String type) {
        return type == null ? "" : SIMPLE_NAME.matcher(type).replaceFirst("");
    }

    /** Without options, and in the short form that files have. */
    private static String address(String uri) {
        String plain = uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
        // Which Kamelet is a setting's to say, or its default.
        plain = plain.replaceFirst("^kamelet:\\{\\{.*:([^:}]+)}}.*", "kamelet:$1");
        return plain.startsWith("kamelet:") ? plain.replaceFirst("/.*", "") : plain.replaceFirst("//[^/@]*@", "//");
    }

    /** With what its template was given; nothing else is filled in, for it may be secret. */
    private static String filled(String text, Map<String, Object> parameters) {
        return PARAMETER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        String.valueOf(parameters.getOrDefault(found.group(1), found.group()))));
    }

    private static String group(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : null;
    }
}
