package com.acme.checkout.startup;

import com.rabbitmq.client.ConnectionFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Checks the settings before anything is started, and works out those that follow from others: whether the sandbox
 * runs, and which URL a destination has where none is set.
 */
public class Settings implements EnvironmentPostProcessor, Ordered {

    private static final Pattern FOLDER = Pattern.compile("[a-z0-9][a-z0-9-]*");
    /** One of several, as in failover:(amqp://a,amqp://b). */
    private static final Pattern ADDRESS = Pattern.compile("\\w+://[^,)\\s]*");
    private static final Pattern KAFKA_ADDRESS = Pattern.compile("(\\w+://)?(\\[[\\p{XDigit}:.%]+]|[\\w.-]+):\\d{1,5}");
    private static final String ENCODED = "write what is special in a user or a password percent-encoded (@ as %40, # as %23, % as %25), as in ";
    private static final String URL_CURE = "set it to the Orchestrator's base URL, as in http://orchestrator.example:8090";

    @Override
    public int getOrder() {
        // After application.yaml is read.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment env, SpringApplication application) {
        if (env.getProperty("checkout.broker") == null) {
            throw new WrongSetting("application.yaml", "not found in " + Path.of("").toAbsolutePath(),
                    "start in the folder that holds application.yaml and routes/");
        }
        String broker = env.getProperty("checkout.broker");
        if (!FOLDER.matcher(broker).matches() || !Files.isRegularFile(Path.of("routes/brokers", broker, "broker-source.kamelet.yaml"))) {
            throw new WrongSetting("CHECKOUT_BROKER", "there is no folder routes/brokers/" + broker, "choose one of those that are there");
        }
        Map<String, Object> derived = new LinkedHashMap<>();
        String url = env.getProperty("checkout.orchestrator-url", "");
        boolean sandbox = flag(env, "CHECKOUT_SANDBOX", "checkout.sandbox", broker.equals("embedded") && url.isBlank());
        derived.put("checkout.sandbox", sandbox);
        derived.put("checkout.sandbox-routes", sandbox ? ",file:routes/orchestrators/sandbox/*.camel.yaml" : "");
        if (url.isBlank()) {
            if (!sandbox) {
                throw new WrongSetting("CHECKOUT_ORCHESTRATOR_URL", "is missing", URL_CURE);
            }
            url = "http://127.0.0.1:" + port(env, "SERVER_PORT", "server.port") + "/sandbox/orchestrator";
        }
        derived.put("checkout.orchestrator-url", url(url, "CHECKOUT_ORCHESTRATOR_URL"));
        String promotion = env.getProperty("checkout.orchestrator-promotion-url", "");
        derived.put("checkout.orchestrator-promotion-url",
                promotion.isBlank() ? url : url(promotion, "CHECKOUT_ORCHESTRATOR_PROMOTION_URL"));
        if (env.getProperty("checkout.http.auth", "").equals("jwt")) {
            derived.put("spring.security.oauth2.resourceserver.jwt.issuer-uri", env.getProperty("checkout.http.issuer", ""));
        }
        if (broker.equals("kafka")) {
            derived.put("checkout.kafka.delay-topics", Stream.of(env.getProperty("checkout.kafka.delays", "").split(","))
                    .map(delay -> "checkout.delay." + duration("KAFKA_DELAYS", delay.trim()).toMillis() + "ms").collect(Collectors.joining(",")));
        }
        env.getPropertySources().addFirst(new MapPropertySource("derived settings", derived));
        checkTheRest(env);
    }

    private static void checkTheRest(ConfigurableEnvironment env) {
        port(env, "SERVER_PORT", "server.port");
        port(env, "MANAGEMENT_SERVER_PORT", "management.server.port");
        number(env, "CHECKOUT_HTTP_RATE", "checkout.http.rate");
        number(env, "CHECKOUT_HTTP_LOOKUPS", "checkout.http.lookups");
        number(env, "CHECKOUT_REMEMBERED", "checkout.remembered");
        number(env, "CHECKOUT_IMMEDIATE_RETRIES", "checkout.delivery.immediate-retries");
        for (String step : env.getProperty("checkout.delivery.delayed-retries", "").split(",")) {
            duration("CHECKOUT_DELAYED_RETRIES", step.trim());
        }
        duration("CHECKOUT_HTTP_PARK_GRACE", env.getProperty("checkout.http.park-grace", "").trim());
        broker(env);
        if (flag(env, "CHECKOUT_DESK", "checkout.desk.enabled", true)) {
            DeskSettings.check(env);
        }
        String auth = env.getProperty("checkout.http.auth", "");
        if (!auth.matches("none|basic|jwt")) {
            throw new WrongSetting("CHECKOUT_HTTP_AUTH", "is neither none nor basic nor jwt", "set it to one of them");
        }
        if (auth.equals("basic") && env.getProperty("checkout.http.password", "").isBlank()) {
            throw new WrongSetting("CHECKOUT_HTTP_PASSWORD", "is missing, and CHECKOUT_HTTP_AUTH is basic", "set the password that callers send");
        }
        if (auth.equals("jwt")) {
            url(env.getProperty("checkout.http.issuer", ""), "CHECKOUT_HTTP_ISSUER");
        }
        Path data = Path.of(env.getProperty("checkout.data", "data"));
        if (Files.exists(data) ? !Files.isDirectory(data) || !Files.isWritable(data) : !writable(data.toAbsolutePath().getParent())) {
            throw new WrongSetting("CHECKOUT_DATA", "the folder " + data + " can't be written", "choose one that can");
        }
        Map<String, Object> destinations = Binder.get(env).bind("checkout.destinations", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        destinations.keySet().forEach(name -> {
            url(env.getProperty("checkout.destinations." + name + ".url", ""), "checkout.destinations." + name + ".url");
            number(env, "checkout.destinations." + name + ".concurrency", "checkout.destinations." + name + ".concurrency");
        });
    }

    private static void broker(ConfigurableEnvironment env) {
        switch (env.getProperty("checkout.broker", "")) {
            case "rabbitmq" -> {
                address(env, "RABBITMQ_URL", "checkout.rabbitmq.url", "amqps?://[^/\\s]+(/[^/\\s]*)?", "amqp://user:password@rabbit.example:5672");
                rabbit(env.getProperty("checkout.rabbitmq.url", "").trim());
                for (String step : env.getProperty("checkout.rabbitmq.delays", "").split(",")) {
                    duration("RABBITMQ_DELAYS", step.trim());
                }
                String ca = env.getProperty("checkout.rabbitmq.ca", "");
                if (!ca.isBlank() && !Files.isReadable(Path.of(ca))) {
                    throw new WrongSetting("RABBITMQ_CA", "the file " + ca + " can't be read", "name a file of certificates in PEM form, or leave it out");
                }
            }
            case "amqp" -> address(env, "AMQP_URL", "checkout.amqp.url", "(failover:\\()?amqp(s|ws|wss)?://\\S+", "amqp://broker.example:5672");
            case "artemis" -> address(env, "ARTEMIS_URL", "checkout.artemis.url", "\\(?tcp://\\S+", "tcp://artemis.example:61616");
            case "kafka" -> {
                for (String each : env.getProperty("checkout.kafka.brokers", "").split(",", -1)) {
                    if (!KAFKA_ADDRESS.matcher(each.trim()).matches() || !isPort(each.trim().replaceFirst(".*:", ""))) {
                        throw new WrongSetting("KAFKA_BROKERS", "holds what is not an address of Kafka's, host:port",
                                "write it as in kafka-1.example:9092,kafka-2.example:9092");
                    }
                }
            }
            default -> {
                // Has nothing to check here.
            }
        }
    }

    /** What a client makes of an address without a host that it can read is localhost. What is said here never quotes it: it may hold a password. */
    private static void address(ConfigurableEnvironment env, String name, String key, String form, String example) {
        String text = env.getProperty(key, "").trim();
        if (!text.matches(form)) {
            throw new WrongSetting(name, "is not the address of such a broker", "write it as in " + example);
        }
        Matcher addresses = ADDRESS.matcher(text);
        while (addresses.find()) {
            URI uri;
            try {
                uri = new URI(addresses.group());
            } catch (URISyntaxException e) {
                throw new WrongSetting(name, "can't be read as a URL", ENCODED + example);
            }
            if (uri.getHost() == null) {
                throw new WrongSetting(name, "names no host that can be read",
                        "take a host name of letters, digits, hyphens and dots; " + ENCODED + example);
            }
            if (uri.getPort() != -1 && !isPort("" + uri.getPort())) {
                throw new WrongSetting(name, "names a port that is none", "take a number from 1 to 65535, as in " + example);
            }
            if (uri.getRawFragment() != null || uri.getRawQuery() != null && uri.getRawQuery().contains("@")) {
                throw new WrongSetting(name, "holds a # or a ? before its host", ENCODED + example);
            }
        }
    }

    private static void rabbit(String url) {
        try {
            // Without TLS, which is set up elsewhere.
            new ConnectionFactory().setUri(url.replaceFirst("^amqps:", "amqp:"));
        } catch (URISyntaxException | GeneralSecurityException | RuntimeException e) {
            throw new WrongSetting("RABBITMQ_URL", "is not what RabbitMQ's client can read", ENCODED + "amqp://user:password@rabbit.example:5672/vhost");
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }

    private static boolean writable(Path folder) {
        return folder != null && (Files.exists(folder) ? Files.isWritable(folder) : writable(folder.getParent()));
    }

    private static boolean flag(ConfigurableEnvironment env, String name, String key, boolean otherwise) {
        String text = env.getProperty(key, "").trim();
        if (!text.matches("true|false|")) {
            throw new WrongSetting(name, "is neither true nor false", "set it to one of them, or leave it out");
        }
        return text.isEmpty() ? otherwise : Boolean.parseBoolean(text);
    }

    static String url(String text, String name) {
        try {
            URI uri = URI.create(text.trim());
            if (uri.getHost() != null && uri.getQuery() == null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text.trim().replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new WrongSetting(name, text.isBlank() ? "is missing" : "is not an http or https URL",
                switch (name) {
                    case "CHECKOUT_HTTP_ISSUER" -> "set it to the URL of the issuer of the callers' tokens";
                    case "CHECKOUT_DESK_ISSUER" -> "set it to the URL of the issuer of the operators' tokens";
                    default -> URL_CURE;
                });
    }

    private static int port(ConfigurableEnvironment env, String name, String key) {
        int port = number(env, name, key);
        if (port < 1 || port > 65535) {
            throw new WrongSetting(name, "is not a port", "set it to a number from 1 to 65535");
        }
        return port;
    }

    private static int number(ConfigurableEnvironment env, String name, String key) {
        try {
            int number = Integer.parseInt(env.getProperty(key, "").trim());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new WrongSetting(name, "is not a whole number", "set it to one, 0 or more");
    }

    private static Duration duration(String name, String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new WrongSetting(name, "'" + text + "' is not a duration", "write it as in 10s,1m,10m");
    }
}
