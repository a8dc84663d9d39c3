package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.DestinationRoutes;
import com.acme.checkout.http.CommandDoors;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.filter.RegexPatternTypeFilter;

/** A copy of the routes with one thing in it that can't work: refused, with where it is, what it is, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class RoutesCheckTest {

    private static final Path SHIPPED = Path.of("routes");

    @TempDir
    private Path folder;

    private Path routes;
    private final Map<String, Object> settings = new HashMap<>();

    @BeforeEach
    void copy() throws IOException {
        routes = folder.resolve("routes");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path each : files.toList()) {
                Files.copy(each, routes.resolve(SHIPPED.relativize(each).toString()));
            }
        }
        settings.put("CHECKOUT_BROKER", "embedded");
        settings.put("CHECKOUT_SANDBOX", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "artemis", "amqp", "rabbitmq", "kafka"})
    void asTheyAreTheyAreRight(String broker) {
        settings.put("CHECKOUT_BROKER", broker);
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 1000,
            value = {
                // A target that nobody reads.
                "broker-door.camel.yaml | to: direct:settle | to: direct:setle | routes/broker-door.camel.yaml, line 14, route broker-door: sends to direct:setle, which no route reads; did you mean direct:settle?",
                "broker-door.camel.yaml | toD: direct:deliver-$ | toD: direct:delivr-$ | sends to direct:delivr-promotion, which no route reads",
                "broker-door.camel.yaml | toD: direct:deliver-$ | to: direct:deliver-$ | names direct:deliver-${exchangeProperty.destination}, which is taken as it is written: nothing fills in ${…} here; write toD in place of to",
                "broker-door.camel.yaml | to: direct:answered | to: seda:aside-${body} | write toD in place of to",
                "broker-door.camel.yaml | to: direct:answered | to: kamelet:broker-${body} | write toD in place of to",
                "broker-door.camel.yaml | to: direct:answered | enrich: {constant: 'direct:deliver-${exchangeProperty.destination}'} | write simple in place of constant",
                "broker-door.camel.yaml | to: direct:answered | toD: direct:nowhere-${body} | no route reads one of that form",
                "broker-door.camel.yaml | to: direct:answered | wireTap: {uri: seda:aside} | sends to seda:aside",
                "broker-door.camel.yaml | to: direct:answered | wireTap: {uri: direct:aside} | sends to direct:aside",
                "broker-door.camel.yaml | to: direct:answered | enrich: {constant: 'direct:answred'} | direct:answered?",
                "broker-door.camel.yaml | to: direct:answered | recipientList: {simple: 'direct:answered,direct:aside'} | sends to direct:aside",
                "orchestrators/sandbox/saga.camel.yaml | compensation: direct:sandbox-void-payment | compensation: direct:sandbox-void-paiment | direct:sandbox-void-payment?",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | bean: {ref: retries, method: attempt} | to: direct:attempt | Kamelet orchestrator-sink as used by route deliver-",
                "delivery.camel.yaml | queue: \"checkout.pending.{{destination}}\" | queue: \"checkout.pendin.{{destination}}\" | routes/delivery.camel.yaml, line 92, route park-standard: writes to the queue checkout.pendin.standard, which no route reads; did you mean checkout.pending.standard?",
                "dead-letters.camel.yaml | queue: checkout.dead-letters | queue: checkout.dead-leters | did you mean checkout.dead-letters?",
                "dead-letters.camel.yaml | queue: checkout.dead-letters | queue: checkout.pending.premium | writes to the queue checkout.pending.premium, which no route reads",
                // Round and round.
                "dead-letters.camel.yaml | - bean: {ref: deadLetters, method: letter} | - to: direct:settle | routes go round: direct:dead-letter -> direct:settle -> direct:dead-letter",
                "destinations.camel.yaml | id: lookup | id: lookop | no route reads direct:lookup-standard, and application.yaml lists the destination standard; put the route template lookup back",
                "broker-door.camel.yaml | toD: direct:park-${exchangeProperty.destination} | to: direct:settle | routes go round: direct:broker-park -> direct:settle -> direct:broker-park",
                // A route that is missed.
                "broker-door.camel.yaml | queue: checkout.commands | queue: checkout.comands | no route reads the queue checkout.commands",
                "http-door.camel.yaml | /carts/{cartId}/checkout | /cart/{cartId}/checkout | no route serves POST /carts/{cartId}/checkout",
                "http-door.camel.yaml | {httpMethodRestrict: POST} | {httpMethodRestrict: PUT} | no route serves POST /",
                "delivery.camel.yaml | id: pending | id: pendin | no route reads the queue checkout.pending.standard from kamelet:broker-source, and application.yaml lists the destination standard; put the route template pending back",
                "delivery.camel.yaml | id: deliver | id: delivr | (the destination promotion of application.yaml); correct it, or put the route template back",
                "dead-letter-desk.camel.yaml | direct:replay-check | direct:replay-chek | no route reads direct:replay-check",
                "dead-letter-desk.camel.yaml | id: file-dead-letters | id: file-dead-leters | no route template file-dead-letters",
                "destinations.camel.yaml | constant: promotion | constant: promotoin | picks the destination promotoin, which application.yaml does not list; did you mean promotion?",
                // An option that nobody knows.
                "orchestrators/http/orchestrator-sink.kamelet.yaml | httpMethod: POST | httpMethd: POST | has no option httpMethd, and it would be sent as part of the query; did you mean httpMethod?",
                "broker-door.camel.yaml | to: direct:answered | to: https://audit.example/checkouts?httpMetod=POST | did you mean httpMethod?",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | httpMethod: POST | verb: POST | has no option verb, and it would be sent as part of the query",
                "http-door.camel.yaml | {httpMethodRestrict: POST} | {httpMethodRestrct: POST} | did you mean httpMethodRestrict?",
                "broker-door.camel.yaml | consumers: \"{{checkout.consumers}}\" | consumer: \"{{checkout.consumers}}\" | the Kamelet broker-source has no parameter consumer; did you mean consumers?",
                "dead-letters.camel.yaml | queue: checkout.dead-letters | topic: checkout.dead-letters | the Kamelet broker-sink needs the parameter queue",
                "broker-door.camel.yaml | kamelet:broker-source/from-commands | kamelet:broker-sorce/from-commands | there is no Kamelet broker-sorce",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | name: orchestrator-sink | name: orchestrator-snk | its metadata.name is not orchestrator-sink",
                // A name that nobody sets, or nobody reads.
                "delivery.camel.yaml | ${exchangeProperty.status} !range | ${exchangeProperty.stauts} !range | reads the exchange property stauts, which nobody sets; did you mean status?",
                "delivery.camel.yaml | ${exchangeProperty.status} !range | ${exchangeProperty[stauts]} !range | reads the exchange property stauts",
                "delivery.camel.yaml | HTTP ${exchangeProperty.status} | HTTP ${exchangePropertyAs('stat', int)} | reads the exchange property stat",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | property(\"checkoutId\") | property(\"checkoutID\") | did you mean checkoutId?",
                "destinations.camel.yaml | {exchangeProperty: command} | {exchangeProperty: comand} | did you mean command?",
                "destinations.camel.yaml | name: destination, constant: promotion | name: destnation, constant: promotion | sets the exchange property destnation, which nobody reads; did you mean destination?",
                "broker-door.camel.yaml | name: deadLetterReason, constant: REFUSED | name: deadLetterReson, constant: REFUSED | did you mean deadLetterReason?",
                "delivery.camel.yaml | ${exchangeProperty.status} !range | ${exchangeProperty.stauts.size} !range | reads the exchange property stauts, which nobody sets; did you mean status?",
                "destinations.camel.yaml | {exchangeProperty: command} | {jq: {expression: 'variable(\"comand\")'}} | reads the variable comand, which nobody sets",
                "destinations.camel.yaml | {exchangeProperty: command} | {simple: '${variable.comand}'} | reads the variable comand, which nobody sets",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | header: CamelHttpResponseCode | header: CamelHttpResponsCode | did you mean CamelHttpResponseCode?",
                "orchestrators/http/orchestrator-lookup.kamelet.yaml | name: CamelHttpPath | name: CamelHttpPaht | did you mean CamelHttpPath?",
                // An expression that its language can't read.
                "delivery.camel.yaml | ${exchangeProperty.status} !range | ${exchangePropertyy.status} !range | Unknown function: exchangePropertyy",
                "broker-door.camel.yaml | ${exchangeProperty.exhausted} == true | ${headr.x} == true | did you mean header?",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | simple: \"${exchangeProperty.traceparent}\" | simple: \"${exchangProperty.traceparent}\" | did you mean exchangeProperty?",
                "delivery.camel.yaml | ${exchangeProperty.status} !range | ${exchangeProperty.status !range | the simple expression",
                "destinations.camel.yaml | .promotionCode != null | .promotionCode != | the jq expression",
                "destinations.camel.yaml | .promotionCode != null | .promotionCode %7C lenght > 0 | lenght",
                "delivery.camel.yaml | message: \"HTTP ${exchangeProperty.status}\" | message: \"HTTP ${exchangProperty.status}\" | did you mean exchangeProperty?",
                // A bean, a method or a class that there is not.
                "http-door.camel.yaml | {ref: httpDoor, method: accepted} | {ref: httpDoor, method: acepted} | the bean httpDoor has no method acepted; did you mean accepted?",
                "http-door.camel.yaml | {ref: httpDoor, method: accepted} | {ref: httpDor, method: accepted} | there is no bean httpDor; did you mean httpDoor?",
                "orchestrators/sandbox/saga.camel.yaml | step(${exchange}, 'ReserveInventory', | stp(${exchange}, 'ReserveInventory', | has no method stp; did you mean step?",
                "orchestrators/http/orchestrator-sink.kamelet.yaml | httpClientConfigurer: \"#bean:deadlines\" | httpClientConfigurer: \"#bean:deadline\" | there is no bean deadline; did you mean deadlines?",
                "broker-door.camel.yaml | com.acme.checkout.delivery.RejectedException | com.acme.checkout.delivery.Rejectd | there is no class com.acme.checkout.delivery.Rejectd",
                "delivery.camel.yaml | exceptionType: com.acme.checkout.delivery.RefusedException | exceptionType: com.acme.checkout.Refused | there is no class com.acme.checkout.Refused",
                "checkout.camel.yaml | com.fasterxml.jackson.databind.node.ObjectNode | com.fasterxml.jackson.databind.ObjectNode | there is no class",
                // A setting that there is not.
                "broker-door.camel.yaml | {{checkout.consumers}} | {{checkout.consumrs}} | checkout.consumrs",
            })
    void whatCanNotWorkIsRefused(String file, String text, String instead, String said) throws Exception {
        edit(file, text, instead.replace("%7C", "|"));
        refused(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dead-letters.camel.yaml                        | sends to direct:dead-letter, which no route reads",
                "broker-door.camel.yaml                         | direct:settle, which no route reads",
                "http-door.camel.yaml                           | no route serves POST /carts/{cartId}/checkout",
                "destinations.camel.yaml                        | direct:route, which no route reads",
                "checkout.camel.yaml                            | direct:read, which no route reads",
                "dead-letter-desk.camel.yaml                    | no route reads direct:replay",
                "brokers/embedded/broker-sink.kamelet.yaml      | there is no Kamelet broker-sink",
                "orchestrators/http/orchestrator-sink.kamelet.yaml   | there is no Kamelet orchestrator-sink",
                "orchestrators/http/orchestrator-lookup.kamelet.yaml | there is no Kamelet orchestrator-lookup",
                "orchestrators/sandbox/saga.camel.yaml          | direct:sandbox-saga, which no route reads",
            })
    void aFileThatIsMissingIsMissed(String file, String said) throws Exception {
        Files.delete(routes.resolve(file));
        refused(said);
    }

    /** Tests of routes stand where their author likes. */
    @ParameterizedTest
    @ValueSource(strings = {"x.test.yaml", "more/x.test.yaml", "orchestrators/http/x.test.yaml"})
    void aFileOfTestsIsNobodysMistake(String file) throws Exception {
        Files.createDirectories(routes.resolve(file).getParent());
        Files.writeString(routes.resolve(file), "tests: []\n");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "checkout.yaml, checkout.camel.yaml",
        "foo.camel.yml, foo.camel.yaml",
        "foo.yml, foo.camel.yaml",
        "foo.xml, foo.camel.yaml",
        "foo.Camel.YAML, foo.camel.yaml",
        "brokers/embedded/delays.yaml, delays.camel.yaml",
        "brokers/embedded/x.kamelet.yml, x.kamelet.yaml",
        "orchestrators/http/x.yaml, x.kamelet.yaml",
        "orchestrators/sandbox/more.yaml, more.camel.yaml",
        "x.kamelet.yaml, no Kamelets are read from this folder",
        "brokers/x.camel.yaml, nothing in this folder is read",
        "more/x.camel.yaml, nothing in this folder is read",
        "orchestrators/http/x.camel.yaml, no routes are read from this folder",
        "orchestrators/http/broker-sink.kamelet.yaml, is passed over",
    })
    void aFileThatWouldBePassedOverIsNamed(String file, String said) throws Exception {
        Files.createDirectories(routes.resolve(file).getParent());
        Files.writeString(routes.resolve(file), "# Nothing\n");
        refused(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from: {uri: 'jms:queue:checkout.commands', steps: [{log: x}]}",
                "from: {uri: 'jms:queue', parameters: {destinationName: checkout.pending.standard}, steps: [{log: x}]}",
                "from: {uri: 'jms:checkout.dead-letters?concurrentConsumers=2', steps: [{log: x}]}",
                "from: {uri: 'timer:x', steps: [{pollEnrich: {constant: 'jms:queue:checkout.commands'}}]}"
            })
    void aReaderOfOurQueuesPastTheGuardIsRefused(String route) throws Exception {
        Files.writeString(routes.resolve("x.camel.yaml"), "- route:\n    id: x\n    " + route + "\n");
        refused("read it by kamelet:broker-source, with the parameter queue");
    }

    @Test
    void aReaderOfAnotherQueueIsItsEngineers() throws Exception {
        Files.writeString(
                routes.resolve("x.camel.yaml"),
                "- route:\n    id: x\n    from: {uri: 'jms:queue:shop.checkout.commands-archive', steps: [{log: x}]}\n");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "direct:before-ruoting | reads direct:before-ruoting, to which nobody sends: it is no extension point; did you mean direct:before-routing?",
                "direct:after-everything | it is no extension point; the points are direct:before-routing, ",
            })
    void aRouteAtNoExtensionPointIsRefused(String address, String said) throws Exception {
        Files.writeString(routes.resolve("x.camel.yaml"), extension(address));
        refused(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:before-routing", "direct:after-dead-lettered"})
    void aRouteAtAnExtensionPointIsItsEngineers(String address) throws Exception {
        Files.writeString(routes.resolve("x.camel.yaml"), extension(address));
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    private static String extension(String address) {
        return "- route:\n    id: x\n    from: {uri: '" + address + "', steps: [{log: x}]}\n";
    }

    @Test
    void twoRoutesThatReadOneAddressAreNamedBoth() throws Exception {
        Files.writeString(routes.resolve("x.camel.yaml"), extension("direct:after-start"));
        Files.writeString(
                routes.resolve("y.camel.yaml"), extension("direct:after-start").replace("id: x", "id: y"));
        refused("reads direct:after-start, which another route reads already, in ");
    }

    @Test
    void twoRoutesOfOneIdAreNamedBoth() throws Exception {
        edit("broker-door.camel.yaml", "id: broker-park", "id: settle");
        refused("route settle: has the id of another route, in ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkout.camel.yaml~",
                ".checkout.camel.yaml.swp",
                ".hidden.yaml",
                "#checkout.camel.yaml#",
                "README.md",
                "brokers/rabbitmq/old.yaml"
            })
    void whatAnEditorLeavesIsNobodysMistake(String file) throws Exception {
        Files.writeString(routes.resolve(file), "# Nothing\n");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void aConfigMapAsKubernetesMountsItIsRead() throws Exception {
        Path mounted = Files.createDirectory(routes.resolve("..2026_11_25_10_00_00.1"));
        Files.move(routes.resolve("destinations.camel.yaml"), mounted.resolve("destinations.camel.yaml"));
        Files.createSymbolicLink(routes.resolve("..data"), mounted.getFileName());
        Files.createSymbolicLink(routes.resolve("destinations.camel.yaml"), Path.of("..data/destinations.camel.yaml"));
        Files.writeString(Files.createDirectory(routes.resolve(".idea")).resolve("workspace.xml"), "<x/>");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void behindALinkThatCanBeSeenNothingIsPassedOver() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("x.camel.yaml"), "# Nothing\n");
        Files.createSymbolicLink(elsewhere.resolve("round"), elsewhere);
        Files.createSymbolicLink(routes.resolve("more"), elsewhere);
        refused("more/x.camel.yaml: nothing in this folder is read");
    }

    @Test
    void aDestinationThatNoRulePicksIsSaid(CapturedOutput log) throws Exception {
        settings.put("CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR", "true");
        settings.put("CHECKOUT_DESTINATIONS_BULK_URL", "http://bulk.example");
        settings.put("CHECKOUT_DESTINATIONS_BULK_CONCURRENCY", "10");
        check();
        assertThat(log).contains("No rule under routes/ picks the destination bulk of application.yaml");
    }

    @Test
    void aDestinationOnAQueueHasItsRoutes() throws Exception {
        partner("broker-queue");
        settings.put("checkout.destinations.partner.queue", "partner.checkouts");
        check();
    }

    @Test
    void aSinkThatThereIsNotIsRefused() {
        partner("broker-quue");
        refused("there is no Kamelet broker-quue");
    }

    private void partner(String sink) {
        settings.put("CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR", "true");
        settings.put("checkout.destinations.partner.sink", sink);
        settings.put("checkout.destinations.partner.concurrency", "10");
    }

    static Stream<Arguments> working() {
        return Stream.of(
                before("- {to: 'https://audit.example/checkouts?api-version=2'}"),
                before(
                        "- {setVariable: {name: seen, simple: '${date:now}'}}\n        - {log: 'At ${variable.seen}, ${header.CamelMessageTimestamp}'}"),
                before("- {setProperty: {name: mine, constant: x}}"),
                Arguments.of(
                        "orchestrators/http/orchestrator-sink.kamelet.yaml",
                        "  template:\n",
                        "  template:\n    beans:\n      - {name: stamp, type: java.util.Date}\n"
                                + "      - {name: other, type: java.util.Date}\n",
                        "bean: {ref: retries, method: attempt}",
                        "bean: {ref: '{{stamp}}', method: getTime}\n        - to: {uri: 'http://x.example', parameters: {httpBinding: '#bean:{{other}}'}}"),
                before(
                        "- {log: '${headers:foo} ${headers?.foo} ${header:foo}'}\n        - {setVariable: {name: x, constant: y}}\n        - {log: '${variables:x} ${variables?.x}'}"),
                before(
                        "- {aggregate: {correlationExpression: {simple: 'to ${header.a}-${header.b}'}, completionSizeExpression: {simple: '1 ${header.n}'}, completionTimeoutExpression: {simple: '${header.t}'}, "
                                + "completionPredicate: {simple: '${header.a} == 1'}, aggregationStrategy: '#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy', steps: [{log: x}]}}"),
                before("- {throttle: {constant: 1, correlationExpression: {simple: 'to ${header.b}'}}}"),
                before(
                        "- {setProperty: {name: my.prop, constant: x}}\n        - {setVariable: {name: my.var, constant: x}}\n        - {log: '${exchangeProperty.my.prop} ${exchangeProperty.my.prop.size} ${variable.my.var}'}"),
                before(
                        "- {setBody: {jq: {expression: '.variable.name'}}}\n        - {setBody: {jq: {expression: '.exchangeProperty.name'}}}"),
                before("- {to: {uri: kamelet:broker-sink/audit, parameters: {queue: checkout.events}}}"),
                before("- {to: {uri: direct:setle, disabled: true}}"),
                before(
                        "- {log: 'no ${exchangeProperty.CamelTimerCounter} ${headers.x} ${headers} ${bodyAs(String)} ${exchangeId} ${exception.message} ${body.size}'}"));
    }

    private static Arguments before(String step) {
        return Arguments.of(
                "broker-door.camel.yaml",
                "        - to: direct:settle",
                "        " + step + "\n        - to: direct:settle");
    }

    @ParameterizedTest
    @MethodSource("working")
    void whatWorksIsLeftAlone(ArgumentsAccessor edits) throws Exception {
        for (int i = 1; i < edits.size(); i += 2) {
            edit(edits.getString(0), edits.getString(i), edits.getString(i + 1));
        }
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    private void edit(String file, String text, String instead) throws IOException {
        String routesOf = Files.readString(routes.resolve(file));
        assertThat(routesOf).contains(text);
        Files.writeString(routes.resolve(file), routesOf.replace(text, instead));
    }

    private void refused(String said) {
        assertThatThrownBy(this::check)
                .isInstanceOf(InvalidRouteException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("\n");
    }

    private void check() throws Exception {
        StandardEnvironment env = new StandardEnvironment();
        env.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        if (!settings.get("CHECKOUT_BROKER").equals("embedded")) {
            settings.put("CHECKOUT_ORCHESTRATOR_URL", "http://orchestrator.example");
            settings.put("CHECKOUT_SANDBOX", "false");
        }
        env.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(settings)));
        new YamlPropertySourceLoader()
                .load("application.yaml", new FileSystemResource("application.yaml"))
                .forEach(env.getPropertySources()::addLast);
        new Settings().postProcessEnvironment(env, new SpringApplication());
        for (String key : new String[] {"camel.component.kamelet.location", "camel.main.routes-include-pattern"}) {
            env.getPropertySources()
                    .addFirst(new MapPropertySource(
                            key, Map.of(key, env.getProperty(key).replace("file:routes", "file:" + routes))));
        }
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().addPropertiesSource(new PropertiesSource() {
                @Override
                public String getName() {
                    return "settings";
                }

                @Override
                public String getProperty(String name) {
                    return env.getProperty(name);
                }
            });
            DefaultListableBeanFactory beans = beans(env);
            for (String pattern :
                    env.getProperty("camel.main.routes-include-pattern").split(",")) {
                Path files = Path.of(pattern.substring("file:".length()));
                if (!Files.isDirectory(files.getParent())) {
                    continue;
                }
                try (Stream<Path> each = Files.list(files.getParent())) {
                    for (Path file : each.filter(name -> name.toString().endsWith(".camel.yaml"))
                            .sorted()
                            .toList()) {
                        PluginHelper.getRoutesLoader(camel)
                                .loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));
                    }
                }
            }
            DestinationProperties destinations = TestSettings.of(DestinationProperties.class, env);
            DestinationRoutes.add(camel, DestinationRoutes.templates(destinations.sinks()));
            CommandTypes commands = CommandTypes.of(routes.resolve("commands"), List.of(), mistake -> {
                throw CommandTypesConfiguration.mistake(mistake);
            });
            CommandDoors.add(camel, commands);
            new RoutesCheck(TestSettings.of(CheckoutProperties.class, env), destinations, commands, env, beans)
                    .check(camel, routes);
        }
    }

    /** What there is of beans in this service, none of them made. */
    private static DefaultListableBeanFactory beans(StandardEnvironment env) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(beans, true, env);
        scanner.addExcludeFilter(new RegexPatternTypeFilter(
                java.util.regex.Pattern.compile("com\\.acme\\.checkout\\.(desk\\.[a-z]+\\..*|CheckoutApplication)")));
        scanner.scan("com.acme.checkout");
        ConfigurationClassPostProcessor configurations = new ConfigurationClassPostProcessor();
        configurations.setEnvironment(env);
        configurations.postProcessBeanDefinitionRegistry(beans);
        return beans;
    }
}
