package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.language.MethodCallExpression;
import org.springframework.beans.factory.ListableBeanFactory;

/** Looks for the beans, methods and classes that the routes name. */
final class RouteBeans {

    /** Options that name classes. */
    private static final List<String> CLASSES =
            List.of("exceptionType", "exceptions", "resultTypeName", "unmarshalTypeName", "beanType", "beanTypeName");

    private static final String REFERENCE = "#bean:";

    private final CamelContext camel;
    private final ListableBeanFactory beans;
    private final RouteSet routes;
    private final Findings findings;

    RouteBeans(CamelContext camel, ListableBeanFactory beans, RouteSet routes, Findings findings) {
        this.findings = findings;
        this.camel = camel;
        this.beans = beans;
        this.routes = routes;
    }

    void check() {
        for (RouteParts route : routes.routes()) {
            for (Part part : route.parts()) {
                Map<String, String> texts = route.texts(part);
                if (part.node() instanceof BeanDefinition || part.node() instanceof MethodCallExpression) {
                    findings.run(() -> bean(route, part, texts.get("ref"), texts.get("method")));
                }
                for (String option : CLASSES) {
                    RouteParts.split(texts.getOrDefault(option, ""))
                            .forEach(name -> findings.run(() -> type(route, part, name)));
                }
            }
        }
        for (RouteEndpoint endpoint : routes.endpoints()) {
            endpoint.parameters().forEach((option, value) -> {
                if (value instanceof String text && text.startsWith(REFERENCE)) {
                    findings.run(
                            () -> bean(endpoint.route(), endpoint.part(), text.substring(REFERENCE.length()), null));
                }
            });
        }
    }

    private void type(RouteParts route, Part part, String name) {
        if (!name.contains("${")
                && !name.startsWith("#")
                && camel.getClassResolver().resolveClass(name) == null) {
            throw new InvalidRouteException(
                    route.where(part), name, "there is no class " + name, "correct its name, package included");
        }
    }

    private void bean(RouteParts route, Part part, String ref, String method) {
        if (ref == null
                || ref.contains("${")
                || ref.startsWith("#")
                || routes.beans().contains(ref)) {
            return;
        }
        Class<?> type;
        if (beans.containsBean(ref)) {
            type = beans.getType(ref);
        } else {
            Object bean = camel.getRegistry().lookupByName(ref);
            if (bean == null) {
                // A class may stand there too.
                type = camel.getClassResolver().resolveClass(ref);
                if (type == null) {
                    throw new InvalidRouteException(
                            route.where(part),
                            ref,
                            "there is no bean " + ref,
                            NearestName.orElse(
                                    ref,
                                    Arrays.asList(beans.getBeanDefinitionNames()),
                                    "correct the name, or list the bean under beans"));
                }
            } else {
                type = bean.getClass();
            }
        }
        String name = method == null ? "" : method.replaceFirst("\\(.*", "").trim();
        if (type == null || name.isEmpty() || name.contains("${")) {
            return;
        }
        Set<String> methods = Stream.of(type.getMethods())
                .filter(each -> each.getDeclaringClass() != Object.class)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!methods.contains(name)) {
            throw new InvalidRouteException(
                    route.where(part),
                    name,
                    "the bean " + ref + " has no method " + name,
                    NearestName.orElse(name, methods, "it has " + String.join(", ", methods)));
        }
    }
}
