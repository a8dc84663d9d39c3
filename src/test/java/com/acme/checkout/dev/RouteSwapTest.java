package com.acme.checkout.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of the files the routes that run can take, and that they do. */
class RouteSwapTest {

    private static final String FILE = "routes/rules.camel.yaml";
    private static final String ROUTES = """
            - routeConfiguration:
                id: told
                onCompletion: [{onCompletion: {steps: [{log: done}]}}]
            - routeTemplate:
                id: lookup
                parameters: [{name: to}]
                route: {from: {uri: "direct:lookup-{{to}}", steps: [{log: asked}]}}
            - route:
                id: rules
                routeConfigurationId: told
                from: {uri: direct:rules, steps: [{setBody: {constant: one}}]}
            - route:
                id: other
                from: {uri: direct:other, steps: [{setBody: {constant: other}}]}
            - route:
                id: asks
                from: {uri: direct:asks, steps: [{to: "kamelet:orchestrator"}]}
            """;

    @TempDir
    private Path folder;

    private Path before;
    private Path after;

    @BeforeEach
    void folders() throws Exception {
        before = folder.resolve("before");
        after = folder.resolve("after");
        write(before, FILE, ROUTES);
        write(after, FILE, ROUTES);
        write(before, "application.yaml", "checkout: {}");
        write(after, "application.yaml", "checkout: {}");
    }

    private static void write(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private String swap(String text, String by) throws IOException {
        assertThat(ROUTES).contains(text);
        write(after, FILE, ROUTES.replace(text, by));
        return RouteSwap.between(before, after).map(RouteSwap::toString).orElse(null);
    }

    @Test
    void stepsOfARouteThatOthersCall() throws Exception {
        assertThat(swap("constant: one", "constant: two")).isEqualTo("rules");
        assertThat(swap("constant: o", "constant: two-o")).isEqualTo("other, rules");
        assertThat(swap("- routeTemplate:", "# A template.\n- routeTemplate:"))
                .as("a comment is no route")
                .isEmpty();
    }

    @Test
    void aTestIsNoRoute() throws Exception {
        write(after, "routes/rules.test.yaml", "tests: []");
        assertThat(RouteSwap.between(before, after)).hasToString("Optional[]");
    }

    @Test
    void whatOnlyAStartCanMake() throws Exception {
        assertThat(swap("log: done", "log: over")).as("a configuration").isNull();
        assertThat(swap("log: asked", "log: said")).as("a template").isNull();
        assertThat(swap("id: rules", "id: rule")).as("another id").isNull();
        assertThat(swap("uri: direct:rules", "uri: direct:rule"))
                .as("another name to call it by")
                .isNull();
        assertThat(swap("uri: direct:rules", "uri: timer:rules")).as("a source").isNull();
        assertThat(swap("kamelet:orchestrator", "direct:rules")).as("a Kamelet").isNull();
        assertThat(swap(ROUTES, ROUTES + "- beans: [{name: one, type: java.lang.Object}]\n"))
                .as("a bean")
                .isNull();
        assertThat(swap(ROUTES, ROUTES.substring(0, ROUTES.indexOf("- route:\n    id: asks"))))
                .as("a route less")
                .isNull();
        assertThat(swap(ROUTES, "{}")).as("no list").isNull();
    }

    @Test
    void anotherFile() throws Exception {
        write(after, "routes/further.camel.yaml", ROUTES.replace("id: ", "id: further-"));
        assertThat(RouteSwap.between(before, after)).as("a new one").isEmpty();
        assertThat(RouteSwap.between(after, before)).as("one less").isEmpty();
        Files.delete(after.resolve("routes/further.camel.yaml"));
        write(after, "application.yaml", "checkout: {broker: kafka}");
        assertThat(RouteSwap.between(before, after)).as("settings").isEmpty();
    }

    @Test
    void theRoutesThatRunHaveTheNewSteps() throws Exception {
        String own = ROUTES.substring(0, ROUTES.indexOf("- route:\n    id: asks"));
        write(before, FILE, own);
        write(after, FILE, own.replace("constant: one", "constant: two"));
        try (CamelContext camel = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:" + before.resolve(FILE)));
            camel.start();
            camel.addRouteFromTemplate("made", "lookup", Map.of("to", "here"));
            assertThat(called(camel, "direct:rules")).isEqualTo("one");

            RouteSwap.between(before, after).orElseThrow().make(camel, after);

            assertThat(called(camel, "direct:rules")).isEqualTo("two");
            assertThat(called(camel, "direct:other")).isEqualTo("other");
            assertThat(camel.getRoutes())
                    .extracting(Route::getRouteId)
                    .containsExactlyInAnyOrder("rules", "other", "made");
        }
    }

    private static String called(CamelContext camel, String uri) {
        return camel.createProducerTemplate().requestBody(uri, null, String.class);
    }
}
