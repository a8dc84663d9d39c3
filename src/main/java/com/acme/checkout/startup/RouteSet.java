package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.spi.Resource;

/**
 * All routes that will run: those of the files, those made of templates, and each Kamelet as often as it is used, with
 * the parameters that it is given there. An option that nobody knows is refused on the way: Camel takes it for a part of
 * a query, or leaves it out.
 */
final class RouteSet {

    private static final String KAMELET = "kamelet";
    private static final Set<String> ENDS = Set.of("kamelet:source", "kamelet:sink");
    private final ModelCamelContext camel;
    private final KameletFiles files;
    private final EndpointOptions options;
    private final Findings findings;
    private final List<RouteParts> routes = new ArrayList<>();
    private final Map<RouteParts, List<RouteEndpoint>> endpoints = new LinkedHashMap<>();
    private final Map<String, Set<String>> kamelets = new HashMap<>();
    private final Set<String> templates = new TreeSet<>();
    private final Set<String> beans = new TreeSet<>();

    RouteSet(ModelCamelContext camel, String kameletLocations, Findings findings) {
        this.camel = camel;
        this.findings = findings;
        this.files = new KameletFiles(camel, kameletLocations, findings);
        this.options = new EndpointOptions(camel, findings);
        for (RouteConfigurationDefinition each : camel.getRouteConfigurationDefinitions()) {
            add(new RouteParts(
                    camel, each, each.getResource(), "route configuration " + each.getId(), Map.of(), findings));
        }
        for (RouteDefinition each : camel.getRouteDefinitions()) {
            beans.addAll(beans(each));
            add(new RouteParts(camel, each, file(each), "route " + each.getId(), parameters(each), findings));
        }
        for (RouteTemplateDefinition each : List.copyOf(camel.getRouteTemplateDefinitions())) {
            templates.add(each.getId());
            // Made a route later, or never: as far as it can be known without its parameters.
            if (!kamelets.containsKey(each.getId())
                    && (each.getTemplateParameters() == null
                            || each.getTemplateParameters().isEmpty())) {
                add(new RouteParts(
                        camel,
                        each.getRoute(),
                        each.getResource(),
                        "route template " + each.getId(),
                        beans(each),
                        findings));
            }
        }
    }

    /** The beans that each route of a template has for itself: to the route their names are parameters. */
    private Map<String, Object> beans(RouteTemplateDefinition template) {
        Map<String, Object> named = new HashMap<>();
        if (template.getTemplateBeans() != null) {
            template.getTemplateBeans().forEach(each -> named.put(each.getName(), each.getName()));
        }
        named.keySet().forEach(beans::add);
        return named;
    }

    /** By what Camel has called the template's beans for this route. */
    private List<String> beans(RouteDefinition route) {
        Set<String> names = new HashSet<>();
        camel.getRouteTemplateDefinitions()
                .forEach(each -> names.addAll(beans(each).keySet()));
        return parameters(route).entrySet().stream()
                .filter(each -> names.contains(each.getKey()))
                .map(each -> String.valueOf(each.getValue()))
                .toList();
    }

    /** Of a route that was made of a template, the template's. */
    private Resource file(RouteDefinition route) {
        if (route.getResource() != null || route.getInput() == null) {
            return route.getResource();
        }
        return camel.getRouteTemplateDefinitions().stream()
                .filter(each -> each.getRoute() != null && each.getRoute().getInput() != null)
                .filter(each -> each.getRoute().getInput().getLineNumber()
                                == route.getInput().getLineNumber()
                        && route.getInput()
                                .getUri()
                                .equals(each.getRoute().getInput().getUri()))
                .map(RouteTemplateDefinition::getResource)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> parameters(RouteDefinition route) {
        Map<String, Object> defaults = route.getTemplateDefaultParameters();
        Map<String, Object> given = route.getTemplateParameters();
        return RouteParts.merged(defaults == null ? Map.of() : defaults, given == null ? Map.of() : given);
    }

    private void add(RouteParts route) {
        routes.add(route);
        List<RouteEndpoint> found = new ArrayList<>();
        endpoints.put(route, found);
        for (Part part : route.parts()) {
            for (RouteEndpoint endpoint : EndpointNames.of(route, part)) {
                found.add(endpoint);
                findings.run(() -> endpoint(endpoint));
            }
        }
    }

    private void endpoint(RouteEndpoint endpoint) {
        EndpointNames.check(endpoint);
        if (endpoint.scheme().equals(KAMELET) && !endpoint.dynamic() && !ENDS.contains(endpoint.address())) {
            kamelet(endpoint);
        } else {
            options.check(endpoint);
        }
    }

    /** Reads the Kamelet as Camel will, and takes its route for one more. */
    private void kamelet(RouteEndpoint endpoint) {
        String[] path = endpoint.address().substring(KAMELET.length() + 1).split("/");
        String name = path[0];
        Map<String, Object> given = endpoint.parameters();
        if (camel.getRouteTemplateDefinition(name) == null) {
            files.load(endpoint, name);
        }
        RouteTemplateDefinition template = camel.getRouteTemplateDefinition(name);
        if (template == null) {
            return;
        }
        Map<String, Object> defaults = new HashMap<>();
        Set<String> known = new TreeSet<>();
        List<RouteTemplateParameterDefinition> declared =
                template.getTemplateParameters() == null ? List.of() : template.getTemplateParameters();
        declared.forEach(each -> {
            known.add(each.getName());
            if (each.getDefaultValue() != null) {
                defaults.put(each.getName(), each.getDefaultValue());
            }
        });
        declared.stream()
                .filter(each ->
                        each.isRequired() && each.getDefaultValue() == null && !given.containsKey(each.getName()))
                .forEach(each -> {
                    findings.add(new InvalidRouteException(
                            endpoint.where(),
                            NearestName.to(each.getName(), given.keySet()).orElse(name),
                            "the Kamelet " + name + " needs the parameter " + each.getName(),
                            "give it under parameters"
                                    + NearestName.to(each.getName(), given.keySet())
                                            .map(near -> ", where " + near + " stands")
                                            .orElse("")));
                });
        Map<String, Object> own = beans(template);
        Set<String> options = new TreeSet<>(known);
        options.addAll(own.keySet());
        options.addAll(
                camel.getCamelContextExtension().getEndpointUriFactory(KAMELET).propertyNames());
        for (String parameter : given.keySet()) {
            if (!options.contains(parameter)) {
                findings.add(new InvalidRouteException(
                        endpoint.where(),
                        parameter,
                        "the Kamelet " + name + " has no parameter " + parameter,
                        NearestName.orElse(parameter, options, "it has " + String.join(", ", known))));
            }
        }
        // One that is missing is said once.
        declared.forEach(each -> defaults.putIfAbsent(each.getName(), each.getName()));
        Map<String, Object> all = RouteParts.merged(own, RouteParts.merged(defaults, given));
        all.put("templateId", name);
        all.put("routeId", path.length > 1 ? path[1] : String.valueOf(given.getOrDefault("routeId", name)));
        all.put("uuid", "0");
        boolean first =
                kamelets.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(endpoint.uri());
        if (first) {
            add(new RouteParts(
                    camel,
                    template.getRoute(),
                    template.getResource(),
                    "Kamelet " + name + " as used by " + endpoint.route().name(),
                    all,
                    findings));
        }
    }

    List<RouteParts> routes() {
        return routes;
    }

    List<RouteEndpoint> endpoints(RouteParts route) {
        return endpoints.get(route);
    }

    List<RouteEndpoint> endpoints() {
        return endpoints.values().stream().flatMap(List::stream).toList();
    }

    /** Every template that the files hold, Kamelets that are used among them. */
    Set<String> templates() {
        return templates;
    }

    /** Names of beans that templates make for their routes. */
    Set<String> beans() {
        return beans;
    }

    CamelContext camel() {
        return camel;
    }
}
