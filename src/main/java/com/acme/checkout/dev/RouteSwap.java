package com.acme.checkout.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * New steps for routes that run, in the place of a start anew. It is for routes that other routes call ({@code direct:}), by
 * the same name before and after, and with no Kamelet in them: Camel would leave the routes that a Kamelet or a template has
 * made behind, and then refuse the new ones for their ids; and what takes messages from outside is started in an order of its
 * own. Whoever calls such a route while it is changed waits for it, as Camel's direct component does.
 */
final class RouteSwap {

    private static final String ROUTE = "route";
    private static final Set<String> UNTOUCHED = Set.of(ROUTE, "routeTemplate", "routeConfiguration");

    private final Map<Path, Set<String>> routes;

    private RouteSwap(Map<Path, Set<String>> routes) {
        this.routes = routes;
    }

    /**
     * What leads from the files in one folder to those in another; empty where only a start does.
     *
     * @throws IOException a file can't be read
     */
    static Optional<RouteSwap> between(Path before, Path after) throws IOException {
        Map<Path, byte[]> old = files(before);
        Map<Path, byte[]> now = files(after);
        Map<Path, Set<String>> routes = new TreeMap<>();
        for (Map.Entry<Path, byte[]> each : now.entrySet()) {
            Path file = each.getKey();
            byte[] was = old.remove(file);
            if (was == null || !Arrays.equals(was, each.getValue())) {
                Optional<Set<String>> changed = was == null || !file.toString().endsWith(".camel.yaml")
                        ? Optional.empty()
                        : changed(was, each.getValue());
                if (changed.isEmpty()) {
                    return Optional.empty();
                }
                routes.put(file, changed.get());
            }
        }
        return old.isEmpty() ? Optional.of(new RouteSwap(routes)) : Optional.empty();
    }

    /** All that a start reads, by where it is in {@code folder}. */
    private static Map<Path, byte[]> files(Path folder) throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".test.yaml"))
                    .toList()) {
                files.put(folder.relativize(each), Files.readAllBytes(each));
            }
        }
        return files;
    }

    /** The ids of the routes that are other ones now; empty where something else is, too. */
    private static Optional<Set<String>> changed(byte[] before, byte[] after) throws IOException {
        JsonNode old = new YAMLMapper().readTree(before);
        JsonNode now = new YAMLMapper().readTree(after);
        Set<String> ids = new TreeSet<>();
        if (!old.isArray() || !now.isArray() || old.size() != now.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i).size() != 1
                    || !UNTOUCHED.contains(now.get(i).fieldNames().next())) {
                return Optional.empty();
            }
            if (!now.get(i).equals(old.get(i))) {
                JsonNode route = now.get(i).path(ROUTE);
                if (!isSwapped(old.get(i).path(ROUTE), route)) {
                    return Optional.empty();
                }
                ids.add(route.path("id").asText());
            }
        }
        return Optional.of(ids);
    }

    private static boolean isSwapped(JsonNode old, JsonNode now) {
        return now.path("id").isTextual()
                && now.path("id").equals(old.path("id"))
                && now.at("/from/uri").asText().startsWith("direct:")
                && now.at("/from/uri").equals(old.at("/from/uri"))
                && now.at("/from/parameters").equals(old.at("/from/parameters"))
                && !(old + " " + now).contains("kamelet:");
    }

    /**
     * Makes the change in a context that runs the old files.
     *
     * @param folder that holds the new ones
     * @throws Exception the routes can't be made or stopped: only a start helps then
     */
    void make(CamelContext camel, Path folder) throws Exception {
        for (Map.Entry<Path, Set<String>> each : routes.entrySet()) {
            if (!each.getValue().isEmpty()) {
                make(camel, folder.resolve(each.getKey()), each.getValue());
            }
        }
    }

    private static void make(CamelContext camel, Path file, Set<String> ids) throws Exception {
        Resource resource = PluginHelper.getResourceLoader(camel).resolveResource("file:" + file);
        for (RoutesBuilder each : PluginHelper.getRoutesLoader(camel).findRoutesBuilders(resource)) {
            RouteBuilder builder = (RouteBuilder) each;
            builder.addLifecycleInterceptor(new RouteBuilderLifecycleStrategy() {
                @Override
                public void afterConfigure(RouteBuilder configured) {
                    configured.getRouteCollection().getRoutes().removeIf(route -> !ids.contains(route.getRouteId()));
                    configured.getRouteTemplateCollection().getRouteTemplates().clear();
                }
            });
            for (String id : ids) {
                camel.getRouteController().stopRoute(id, 1, TimeUnit.SECONDS);
                camel.removeRoute(id);
            }
            // The routes alone: the file's configurations are there already.
            builder.addRoutesToCamelContext(camel);
        }
    }

    /** For a person: which routes have new steps. */
    @Override
    public String toString() {
        return routes.values().stream().flatMap(Set::stream).sorted().collect(Collectors.joining(", "));
    }
}
