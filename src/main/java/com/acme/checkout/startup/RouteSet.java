package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.URISupport;

/**
 * All routes that will run: those of the files, those made of templates, and each Kamelet as often as it is used, with
 * the parameters that it is given there. An option that nobody knows is refused on the way: Camel takes it for a part of
 * a query, or leaves it out.
 */
final class RouteSet {

    /** An endpoint that a step names. {@code dynamic}: it holds Simple expressions, to be worked out for each message. */
    record Endpoint(RouteParts route, Part part, String uri, boolean dynamic) {

        String scheme() {
            int colon = uri.indexOf(':');
            return colon < 0 ? "" : uri.substring(0, colon);
        }

        /** Scheme and path as in {@code direct:name}, without slashes and parameters. */
        String address() {
            String plain = uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri;
            return scheme() + ":" + plain.substring(scheme().isEmpty() ? 0 : scheme().length() + 1).replaceFirst("^//", "");
        }

        Map<String, Object> parameters() {
            if (!uri.contains("?")) {
                return Map.of();
            }
            try {
                return URISupport.parseQuery(uri.substring(uri.indexOf('?') + 1));
            } catch (URISyntaxException e) {
                throw new InvalidRouteException(route.where(part), "the parameters of a " + scheme() + ": endpoint can't be read (" + e.getMessage() + ")", "correct them");
            }
        }

        String where() {
            return route.where(part);
        }
    }

    private static final String KAMELET = "kamelet";
    /** Schemes whose endpoints are all made by these routes. */
    private static final Set<String> INSIDE = Set.of("direct", "seda", KAMELET);
    private static final Set<String> ENDS = Set.of("kamelet:source", "kamelet:sink");
    /** What Camel's HTTP component takes out of an endpoint's parameters beside the endpoint's own options. */
    private static final Set<String> HTTP = Set.of("connectTimeout", "connectionRequestTimeout", "responseTimeout", "soTimeout", "httpBinding",
            "httpMethodRestrict", "muteException");

    /** Take parameters of any name. */
    private static final Set<String> OPEN = Set.of("bean", "class", "rest", "rest-api", "stub", "language", "ref");

    private final ModelCamelContext camel;
    private final List<String> locations;
    private final List<RouteParts> routes = new ArrayList<>();
    private final Map<RouteParts, List<Endpoint>> endpoints = new LinkedHashMap<>();
    private final Map<String, Set<String>> kamelets = new HashMap<>();
    private final Set<String> templates = new TreeSet<>();
    private final Set<String> beans = new TreeSet<>();

    RouteSet(ModelCamelContext camel, String kameletLocations) {
        this.camel = camel;
        this.locations = RouteParts.split(kameletLocations);
        for (RouteConfigurationDefinition each : camel.getRouteConfigurationDefinitions()) {
            add(new RouteParts(camel, each, each.getResource(), "route configuration " + each.getId(), Map.of()));
        }
        for (RouteDefinition each : camel.getRouteDefinitions()) {
            beans.addAll(beans(each));
            add(new RouteParts(camel, each, file(each), "route " + each.getId(), parameters(each)));
        }
        for (RouteTemplateDefinition each : List.copyOf(camel.getRouteTemplateDefinitions())) {
            templates.add(each.getId());
            // Made a route later, or never: as far as it can be known without its parameters.
            if (!kamelets.containsKey(each.getId()) && (each.getTemplateParameters() == null || each.getTemplateParameters().isEmpty())) {
                add(new RouteParts(camel, each.getRoute(), each.getResource(), "route template " + each.getId(), beans(each)));
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
        camel.getRouteTemplateDefinitions().forEach(each -> names.addAll(beans(each).keySet()));
        return parameters(route).entrySet().stream().filter(each -> names.contains(each.getKey())).map(each -> String.valueOf(each.getValue())).toList();
    }

    /** Of a route that was made of a template, the template's. */
    private Resource file(RouteDefinition route) {
        if (route.getResource() != null || route.getInput() == null) {
            return route.getResource();
        }
        return camel.getRouteTemplateDefinitions().stream().filter(each -> each.getRoute() != null && each.getRoute().getInput() != null)
                .filter(each -> each.getRoute().getInput().getLineNumber() == route.getInput().getLineNumber()
                        && route.getInput().getUri().equals(each.getRoute().getInput().getUri()))
                .map(RouteTemplateDefinition::getResource).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static Map<String, Object> parameters(RouteDefinition route) {
        Map<String, Object> defaults = route.getTemplateDefaultParameters();
        Map<String, Object> given = route.getTemplateParameters();
        return RouteParts.merged(defaults == null ? Map.of() : defaults, given == null ? Map.of() : given);
    }

    private void add(RouteParts route) {
        routes.add(route);
        List<Endpoint> found = new ArrayList<>();
        endpoints.put(route, found);
        for (Part part : route.parts()) {
            for (Endpoint endpoint : named(route, part)) {
                found.add(endpoint);
                written(endpoint);
                if (endpoint.scheme().equals(KAMELET) && !endpoint.dynamic() && !ENDS.contains(endpoint.address())) {
                    kamelet(endpoint);
                } else {
                    options(endpoint);
                }
            }
        }
    }

    /** A name that is taken as it is written, dollar sign and all: Camel finds out with the first message that there is no such endpoint. */
    private static void written(Endpoint endpoint) {
        if (!endpoint.dynamic() && INSIDE.contains(endpoint.scheme()) && endpoint.address().contains("${")) {
            boolean expression = expression(endpoint.part().node()).isPresent();
            throw new InvalidRouteException(endpoint.where(), "names " + endpoint.address() + ", which is taken as it is written: nothing fills in ${…} here",
                    expression ? "write simple in place of constant" : "write toD in place of to");
        }
    }

    private List<Endpoint> named(RouteParts route, Part part) {
        List<Endpoint> named = new ArrayList<>();
        Map<String, String> texts = route.texts(part);
        boolean dynamic = part.node() instanceof PollDefinition
                || part.node() instanceof ToDynamicDefinition && !(part.node() instanceof WireTapDefinition<?> tap && "false".equals(tap.getDynamicUri()));
        for (String option : List.of("uri", "deadLetterUri", "afterUri")) {
            String uri = texts.get(option);
            if (uri != null && !uri.isBlank()) {
                named.add(new Endpoint(route, part, uri.trim(), dynamic && uri.contains("${")));
            }
        }
        if (part.node() instanceof KameletDefinition && texts.get("name") != null) {
            named.add(new Endpoint(route, part, KAMELET + ":" + texts.get("name"), false));
        }
        expression(part.node()).ifPresent(expression -> {
            String text = route.texts(new Part(expression, part.line())).get("expression");
            String language = expression.getLanguage();
            if (text != null && ("constant".equals(language) || "simple".equals(language))) {
                RouteParts.split(text).forEach(uri -> named.add(new Endpoint(route, part, uri, "simple".equals(language) && uri.contains("${"))));
            }
        });
        return named;
    }

    private static Optional<ExpressionDefinition> expression(Object node) {
        boolean namesEndpoints = node instanceof EnrichDefinition || node instanceof PollEnrichDefinition
                || node instanceof RecipientListDefinition || node instanceof RoutingSlipDefinition;
        return namesEndpoints ? Optional.ofNullable(((ExpressionNode) node).getExpression()) : Optional.empty();
    }

    /** Reads the Kamelet as Camel will, and takes its route for one more. */
    private void kamelet(Endpoint endpoint) {
        String[] path = endpoint.address().substring(KAMELET.length() + 1).split("/");
        String name = path[0];
        Map<String, Object> given = endpoint.parameters();
        if (camel.getRouteTemplateDefinition(name) == null) {
            load(endpoint, name);
        }
        RouteTemplateDefinition template = camel.getRouteTemplateDefinition(name);
        Map<String, Object> defaults = new HashMap<>();
        Set<String> known = new TreeSet<>();
        List<RouteTemplateParameterDefinition> declared = template.getTemplateParameters() == null ? List.of() : template.getTemplateParameters();
        declared.forEach(each -> {
            known.add(each.getName());
            if (each.getDefaultValue() != null) {
                defaults.put(each.getName(), each.getDefaultValue());
            }
        });
        declared.stream().filter(each -> each.isRequired() && each.getDefaultValue() == null && !given.containsKey(each.getName()))
                .findFirst().ifPresent(each -> {
                    throw new InvalidRouteException(endpoint.where(), "the Kamelet " + name + " needs the parameter " + each.getName(),
                            "give it under parameters" + NearestName.to(each.getName(), given.keySet()).map(near -> ", where " + near + " stands").orElse(""));
                });
        Map<String, Object> own = beans(template);
        Set<String> options = new TreeSet<>(known);
        options.addAll(own.keySet());
        options.addAll(camel.getCamelContextExtension().getEndpointUriFactory(KAMELET).propertyNames());
        for (String parameter : given.keySet()) {
            if (!options.contains(parameter)) {
                throw new InvalidRouteException(endpoint.where(), "the Kamelet " + name + " has no parameter " + parameter,
                        NearestName.orElse(parameter, options, "it has " + String.join(", ", known)));
            }
        }
        Map<String, Object> all = RouteParts.merged(own, RouteParts.merged(defaults, given));
        all.put("templateId", name);
        all.put("routeId", path.length > 1 ? path[1] : String.valueOf(given.getOrDefault("routeId", name)));
        all.put("uuid", "0");
        boolean first = kamelets.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(endpoint.uri());
        if (first) {
            add(new RouteParts(camel, template.getRoute(), template.getResource(), "Kamelet " + name + " as used by " + endpoint.route().name(), all));
        }
    }

    private void load(Endpoint endpoint, String name) {
        String file = name + ".kamelet.yaml";
        for (String location : locations) {
            Path path = Path.of(location.replaceFirst("^file:", "")).resolve(file);
            if (Files.isRegularFile(path)) {
                try {
                    PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + path));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                if (camel.getRouteTemplateDefinition(name) == null) {
                    throw new InvalidRouteException(path.toString(), "its metadata.name is not " + name, "name it as its file");
                }
                return;
            }
        }
        throw new InvalidRouteException(endpoint.where(), "there is no Kamelet " + name + ": none of "
                + String.join(", ", locations.stream().map(each -> each.replaceFirst("^file:", "")).toList()) + " holds " + file,
                NearestName.orElse(name, kameletFiles(), "add that file, or correct the name"));
    }

    private List<String> kameletFiles() {
        List<String> names = new ArrayList<>();
        for (String location : locations) {
            String[] files = Path.of(location.replaceFirst("^file:", "")).toFile().list((folder, name) -> name.endsWith(".kamelet.yaml"));
            if (files != null) {
                for (String file : files) {
                    names.add(file.replace(".kamelet.yaml", ""));
                }
            }
        }
        return names;
    }

    private void options(Endpoint endpoint) {
        String scheme = endpoint.scheme();
        if (scheme.isEmpty() || scheme.contains("$") || OPEN.contains(scheme) || endpoint.parameters().isEmpty()) {
            return;
        }
        EndpointUriFactory factory = camel.getCamelContextExtension().getEndpointUriFactory(scheme);
        if (factory == null) {
            return;
        }
        boolean http = scheme.equals("http") || scheme.equals("https");
        Set<String> options = new TreeSet<>(factory.propertyNames());
        if (http) {
            options.addAll(HTTP);
        }
        for (String parameter : endpoint.parameters().keySet()) {
            boolean known = options.contains(parameter)
                    || factory.multiValuePrefixes().values().stream().anyMatch(parameter::startsWith);
            if (known) {
                continue;
            }
            Optional<String> near = NearestName.to(parameter, options);
            if (http && near.isEmpty() && inTheUri(endpoint, parameter)) {
                continue;
            }
            throw new InvalidRouteException(endpoint.where(), scheme + ": has no option " + parameter
                    + (http ? ", and it would be sent as part of the query" : ""),
                    near.map(each -> "did you mean " + each + "?").orElse(http ? "what is meant as a query belongs into the uri itself, after a ?"
                            : "leave it out, or name an option that there is"));
        }
    }

    /** Whether it is written as {@code ?name=…}, not as one of the {@code parameters}: those are one text by now. */
    private boolean inTheUri(Endpoint endpoint, String parameter) {
        try {
            String text = Files.readString(Path.of(endpoint.route().file()));
            return text.contains("?" + parameter + "=") || text.contains("&" + parameter + "=");
        } catch (IOException e) {
            return false;
        }
    }

    List<RouteParts> routes() {
        return routes;
    }

    List<Endpoint> endpoints(RouteParts route) {
        return endpoints.get(route);
    }

    List<Endpoint> endpoints() {
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
