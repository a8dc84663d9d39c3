package com.acme.checkout.startup;

import com.acme.checkout.broker.kafka.KafkaProperties;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.OrchestratorCredentials;
import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.RouteTestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Checks the settings before anything is started: their names, their values, and what several say together. Works out
 * those that follow from others, which routes and records then read as any other: whether the sandbox runs, which URL a
 * destination has where none is set, the credentials that its URL held.
 */
public class Settings implements EnvironmentPostProcessor, Ordered {

    private static final Pattern FOLDER = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final String SANDBOX_PATH = "/sandbox/orchestrator";

    @Override
    public int getOrder() {
        // After application.yaml is read.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment env, SpringApplication application) {
        String broker = env.getProperty("checkout.broker");
        if (broker == null) {
            throw new InvalidSettingException(
                    "application.yaml",
                    "not found in " + Path.of("").toAbsolutePath(),
                    "start in the folder that holds application.yaml and routes/");
        }
        if (!FOLDER.matcher(broker).matches()
                || !Files.isRegularFile(Path.of("routes/brokers", broker, "broker-source.kamelet.yaml"))) {
            throw new InvalidSettingException(
                    "CHECKOUT_BROKER",
                    "there is no folder routes/brokers/" + broker,
                    "choose one of those that are there");
        }
        if (broker.equals(RouteTestSettings.BROKER) && !env.getPropertySources().contains(RouteTestSettings.SOURCE)) {
            throw new InvalidSettingException(
                    "CHECKOUT_BROKER",
                    "memory keeps nothing: it is the broker of bin/checkout test",
                    "choose another folder of routes/brokers/");
        }
        KnownSettings.check(env, namedByRoutes(Path.of("routes")));
        String kind = BrokerKind.derive(env);
        SettingBinder binder = new SettingBinder(env);
        Map<Class<?>, Record> bound = new HashMap<>();
        boolean desk =
                !"false".equals(env.getProperty("checkout.desk.enabled", "").trim());
        // The destinations' URLs follow from others.
        SettingRecords.ALL.stream()
                .filter(record -> record != DestinationProperties.class && SettingRecords.used(record, kind, desk))
                .forEach(record -> bound.put(record, binder.bind(record)));
        CheckoutProperties checkout = (CheckoutProperties) bound.get(CheckoutProperties.class);
        Map<String, Object> derived = new LinkedHashMap<>();
        boolean sandbox = orchestrator(env, checkout, derived);
        if (bound.get(HttpProperties.class) instanceof HttpProperties http && http.auth() == HttpProperties.Auth.JWT) {
            derived.put("spring.security.oauth2.resourceserver.jwt.issuer-uri", http.issuer());
        }
        if (checkout.commands().toString().isBlank()) {
            throw new InvalidSettingException(
                    "CHECKOUT_COMMANDS", "is empty", "name the folder of further commands, or leave the variable out");
        }
        // Camel does not start where it is told to look into a folder that is not there.
        derived.put(
                "checkout.command-routes",
                Files.isDirectory(checkout.commands()) ? ",file:" + checkout.commands() + "/*.camel.yaml" : "");
        DeskSettings.trimmed(env, derived);
        if (bound.get(KafkaProperties.class) instanceof KafkaProperties kafka) {
            derived.put("checkout.kafka.delay-topics", String.join(",", kafka.delayTopics()));
        }
        env.getPropertySources().addFirst(new MapPropertySource("derived settings", derived));
        DestinationProperties destinations = binder.bind(DestinationProperties.class);
        destinations.check((DeliveryProperties) bound.get(DeliveryProperties.class));
        sandbox(env, checkout, sandbox, destinations);
        env.getPropertySources()
                .addFirst(new MapPropertySource(
                        "derived settings of the destinations", withoutCredentials(env, destinations)));
        ServerSettings.check(env, (HttpProperties) bound.get(HttpProperties.class));
        if (desk) {
            DeskSettings.check(env);
        }
        if (!isWritable(checkout.data())) {
            throw new InvalidSettingException(
                    "CHECKOUT_DATA", "the folder " + checkout.data() + " can't be written", "choose one that can");
        }
    }

    /** Settings that somebody's own broker or destination has, and its routes fill in. */
    static Set<String> namedByRoutes(Path routes) {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(routes)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml") && Files.isRegularFile(each))
                    .toList()) {
                named.addAll(KnownSettings.named(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "routes/", "can't be read (" + e.getMessage() + ")", "let this service read all files there");
        }
        return named;
    }

    /** Whether the sandbox runs; adds that, and the URLs of the two Orchestrators. */
    private static boolean orchestrator(
            ConfigurableEnvironment env, CheckoutProperties checkout, Map<String, Object> derived) {
        String url = checkout.orchestratorUrl();
        boolean sandbox =
                checkout.sandbox() == null ? checkout.broker().equals("embedded") && isBlank(url) : checkout.sandbox();
        derived.put("checkout.sandbox", sandbox);
        derived.put("checkout.sandbox-routes", sandbox ? ",file:routes/orchestrators/sandbox/*.camel.yaml" : "");
        if (isBlank(url)) {
            if (!sandbox) {
                throw new InvalidSettingException("CHECKOUT_ORCHESTRATOR_URL", "is missing", HttpUrl.ORCHESTRATOR_CURE);
            }
            url = "http://127.0.0.1:" + ServerSettings.port(env, "SERVER_PORT", "server.port") + SANDBOX_PATH;
        }
        url = HttpUrl.orchestrator(url, "CHECKOUT_ORCHESTRATOR_URL");
        derived.put("checkout.orchestrator-url", url);
        String promotion = checkout.orchestratorPromotionUrl();
        derived.put(
                "checkout.orchestrator-promotion-url",
                isBlank(promotion) ? url : HttpUrl.orchestrator(promotion, "CHECKOUT_ORCHESTRATOR_PROMOTION_URL"));
        return sandbox;
    }

    private static void sandbox(
            ConfigurableEnvironment env,
            CheckoutProperties checkout,
            boolean sandbox,
            DestinationProperties destinations) {
        destinations.destinations().forEach((name, destination) -> {
            if (sandbox
                    && !checkout.sandboxBesideOrchestrator()
                    && destination.queue() == null
                    && !(destination.url() != null && destination.plainUrl().endsWith(SANDBOX_PATH))) {
                throw new InvalidSettingException(
                        "CHECKOUT_SANDBOX",
                        "the sandbox would run beside a real Orchestrator, that of the destination " + name,
                        "set CHECKOUT_SANDBOX=false"
                                + (env.getProperty("checkout.orchestrator-url", "")
                                                .endsWith(SANDBOX_PATH)
                                        ? " and CHECKOUT_ORCHESTRATOR_URL"
                                        : "")
                                + ", or CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR=true if it is meant");
            }
        });
    }

    /** The credentials are taken from the URLs: the log, an error or a page may show the rest. */
    private static Map<String, Object> withoutCredentials(
            ConfigurableEnvironment env, DestinationProperties destinations) {
        Map<String, Object> derived = new LinkedHashMap<>();
        destinations.destinations().forEach((name, destination) -> {
            if (destination.url() != null) {
                derived.put("checkout.destinations." + name + ".url", destination.plainUrl());
                derived.put("checkout.destinations." + name + ".authorization", destination.credentials());
            }
        });
        for (String key : new String[] {"checkout.orchestrator-url", "checkout.orchestrator-promotion-url"}) {
            derived.put(key, OrchestratorCredentials.without(env.getProperty(key, "")));
        }
        return derived;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** A folder that can be written, or be created. */
    private static boolean isWritable(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        return Files.exists(folder)
                ? Files.isDirectory(folder) && Files.isWritable(folder)
                : parent != null && (Files.exists(parent) ? Files.isWritable(parent) : isWritable(parent));
    }
}
