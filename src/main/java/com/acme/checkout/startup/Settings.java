package com.acme.checkout.startup;

import com.acme.checkout.delivery.Destinations;
import com.acme.checkout.delivery.OrchestratorCredentials;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.EnvironmentPostProcessor;
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
    private static final String SANDBOX_PATH = "/sandbox/orchestrator";
    private static final String URL_CURE = "set it to the Orchestrator's base URL, as in http://orchestrator.example:8090";

    @Override
    public int getOrder() {
        // After application.yaml is read.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment env, SpringApplication application) {
        if (env.getProperty("checkout.broker") == null) {
            throw new InvalidSettingException("application.yaml", "not found in " + Path.of("").toAbsolutePath(),
                    "start in the folder that holds application.yaml and routes/");
        }
        String broker = env.getProperty("checkout.broker");
        if (!FOLDER.matcher(broker).matches() || !Files.isRegularFile(Path.of("routes/brokers", broker, "broker-source.kamelet.yaml"))) {
            throw new InvalidSettingException("CHECKOUT_BROKER", "there is no folder routes/brokers/" + broker, "choose one of those that are there");
        }
        KnownSettings.checkNames(env, namedByRoutes());
        KnownSettings.checkValues(env);
        Map<String, Object> derived = new LinkedHashMap<>();
        String url = env.getProperty("checkout.orchestrator-url", "");
        boolean sandbox = flag(env, "CHECKOUT_SANDBOX", "checkout.sandbox", broker.equals("embedded") && url.isBlank());
        derived.put("checkout.sandbox", sandbox);
        derived.put("checkout.sandbox-routes", sandbox ? ",file:routes/orchestrators/sandbox/*.camel.yaml" : "");
        if (url.isBlank()) {
            if (!sandbox) {
                throw new InvalidSettingException("CHECKOUT_ORCHESTRATOR_URL", "is missing", URL_CURE);
            }
            url = "http://127.0.0.1:" + port(env, "SERVER_PORT", "server.port") + SANDBOX_PATH;
        }
        url = url(url, "CHECKOUT_ORCHESTRATOR_URL");
        derived.put("checkout.orchestrator-url", url);
        String promotion = env.getProperty("checkout.orchestrator-promotion-url", "");
        derived.put("checkout.orchestrator-promotion-url",
                promotion.isBlank() ? url : url(promotion, "CHECKOUT_ORCHESTRATOR_PROMOTION_URL"));
        if (env.getProperty("checkout.http.auth", "").equals("jwt")) {
            derived.put("spring.security.oauth2.resourceserver.jwt.issuer-uri", env.getProperty("checkout.http.issuer", ""));
        }
        DeskSettings.trimmed(env, derived);
        if (broker.equals("kafka")) {
            derived.put("checkout.kafka.delay-topics", Stream.of(env.getProperty("checkout.kafka.delays", "").split(","))
                    .map(delay -> "checkout.delay." + duration("KAFKA_DELAYS", delay.trim()).toMillis() + "ms").collect(Collectors.joining(",")));
        }
        env.getPropertySources().addFirst(new MapPropertySource("derived settings", derived));
        Map<String, Object> ofDestinations = new LinkedHashMap<>();
        destinations(env, sandbox, ofDestinations);
        env.getPropertySources().addFirst(new MapPropertySource("derived settings of the destinations", ofDestinations));
        checkTheRest(env);
    }

    /** Settings that somebody's own broker or destination has, and its routes fill in. */
    private static Set<String> namedByRoutes() {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml") && Files.isRegularFile(each)).toList()) {
                named.addAll(KnownSettings.named(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new InvalidSettingException("routes/", "can't be read (" + e.getMessage() + ")", "let this service read all files there");
        }
        return named;
    }

    /** Each has a URL, from which the credentials are taken: the log, an error or a page may show the rest. */
    private static void destinations(ConfigurableEnvironment env, boolean sandbox, Map<String, Object> derived) {
        boolean beside = flag(env, "CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR", "checkout.sandbox-beside-orchestrator", false);
        Map<String, String> byUrl = new LinkedHashMap<>();
        for (String name : new TreeSet<>(Destinations.names(env))) {
            String key = "checkout.destinations." + name;
            String url = url(env.getProperty(key + ".url", ""), key + ".url");
            if (sandbox && !beside && !url.endsWith(SANDBOX_PATH)) {
                throw new InvalidSettingException("CHECKOUT_SANDBOX", "the sandbox would run beside a real Orchestrator, that of the destination " + name,
                        "set CHECKOUT_SANDBOX=false" + (env.getProperty("checkout.orchestrator-url", "").endsWith(SANDBOX_PATH) ? " and CHECKOUT_ORCHESTRATOR_URL" : "")
                                + ", or CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR=true if it is meant");
            }
            String authorization = OrchestratorCredentials.authorization(url);
            String plain = OrchestratorCredentials.without(url);
            if (!byUrl.computeIfAbsent(plain, each -> authorization).equals(authorization)) {
                throw new InvalidSettingException(key + ".url", "another destination has this URL with another user or password", "give both the same");
            }
            derived.put(key + ".url", plain);
            derived.put(key + ".authorization", authorization);
            number(env, key + ".concurrency", key + ".concurrency");
            if (env.getProperty(key + ".concurrency", "").trim().equals("0")) {
                throw new InvalidSettingException(key + ".concurrency", "is 0, so nothing would be delivered", "set it to 1 or more");
            }
        }
        for (String key : List.of("checkout.orchestrator-url", "checkout.orchestrator-promotion-url")) {
            derived.put(key, OrchestratorCredentials.without(env.getProperty(key, "")));
        }
    }

    /** One that others reach too, by whom they then are: anybody on that network. */
    private static void address(ConfigurableEnvironment env, String auth) {
        String address = env.getProperty("server.address", "").trim();
        boolean loopback;
        try {
            loopback = !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidSettingException("SERVER_ADDRESS", "is no address of this machine's", "set it to one, as in 127.0.0.1, or 0.0.0.0 for all of them");
        }
        if (!loopback && auth.equals("none") && !flag(env, "CHECKOUT_HTTP_OPEN_TO_NETWORK", "checkout.http.open-to-network", false)) {
            throw new InvalidSettingException("SERVER_ADDRESS", "is reached from outside this machine, and CHECKOUT_HTTP_AUTH is none: anybody there could check out",
                    "set CHECKOUT_HTTP_AUTH to basic or jwt, or CHECKOUT_HTTP_OPEN_TO_NETWORK=true if it is meant");
        }
    }

    private static void checkTheRest(ConfigurableEnvironment env) {
        port(env, "SERVER_PORT", "server.port");
        port(env, "MANAGEMENT_SERVER_PORT", "management.server.port");
        if (port(env, "SERVER_PORT", "server.port") == port(env, "MANAGEMENT_SERVER_PORT", "management.server.port") && port(env, "SERVER_PORT", "server.port") != 0) {
            throw new InvalidSettingException("MANAGEMENT_SERVER_PORT", "is SERVER_PORT too: health and metrics would be public", "set another");
        }
        if (number(env, "CHECKOUT_BREAKER_LEAST", "checkout.delivery.breaker-least") > number(env, "CHECKOUT_BREAKER_WINDOW", "checkout.delivery.breaker-window")) {
            throw new InvalidSettingException("CHECKOUT_BREAKER_LEAST", "is more than CHECKOUT_BREAKER_WINDOW, so the breaker would never open", "set it to less");
        }
        level(env);
        broker(env);
        if (flag(env, "CHECKOUT_DESK", "checkout.desk.enabled", true)) {
            DeskSettings.check(env);
        }
        String auth = env.getProperty("checkout.http.auth", "");
        address(env, auth);
        if (auth.equals("basic") && env.getProperty("checkout.http.password", "").isBlank()) {
            throw new InvalidSettingException("CHECKOUT_HTTP_PASSWORD", "is missing, and CHECKOUT_HTTP_AUTH is basic", "set the password that callers send");
        }
        if (auth.equals("jwt")) {
            url(env.getProperty("checkout.http.issuer", ""), "CHECKOUT_HTTP_ISSUER");
        }
        Path data = Path.of(env.getProperty("checkout.data", "data"));
        if (Files.exists(data) ? !Files.isDirectory(data) || !Files.isWritable(data) : !writable(data.toAbsolutePath().getParent())) {
            throw new InvalidSettingException("CHECKOUT_DATA", "the folder " + data + " can't be written", "choose one that can");
        }
    }

    private static void level(ConfigurableEnvironment env) {
        String level = env.getProperty("logging.level.root", "").trim();
        if (!level.toUpperCase(Locale.ROOT).matches("TRACE|DEBUG|INFO|WARN|ERROR|OFF|FATAL|")) {
            throw new InvalidSettingException("CHECKOUT_LOG_LEVEL", "is not a level", "set it to DEBUG, INFO, WARN or ERROR");
        }
        String format = env.getProperty("logging.structured.format.console", "").trim();
        if (!format.matches("logstash|ecs|gelf|") && !format.contains(".")) {
            throw new InvalidSettingException("CHECKOUT_LOG_FORMAT", "is neither logstash nor ecs nor gelf", "set it to one of them, or leave it out");
        }
    }

    private static void broker(ConfigurableEnvironment env) {
        switch (env.getProperty("checkout.broker", "")) {
            case "rabbitmq" -> {
                address(env, "RABBITMQ_URL", "checkout.rabbitmq.url", "amqps?://[^/\\s]+(/[^/\\s]*)?", "amqp://user:password@rabbit.example:5672");
                rabbit(env.getProperty("checkout.rabbitmq.url", "").trim());
                String ca = env.getProperty("checkout.rabbitmq.ca", "");
                if (!ca.isBlank() && !Files.isReadable(Path.of(ca))) {
                    throw new InvalidSettingException("RABBITMQ_CA", "the file " + ca + " can't be read", "name a file of certificates in PEM form, or leave it out");
                }
            }
            case "amqp" -> address(env, "AMQP_URL", "checkout.amqp.url", "(failover:\\()?amqp(s|ws|wss)?://\\S+", "amqp://broker.example:5672");
            case "artemis" -> address(env, "ARTEMIS_URL", "checkout.artemis.url", "\\(?tcp://\\S+", "tcp://artemis.example:61616");
            case "kafka" -> {
                for (String each : env.getProperty("checkout.kafka.brokers", "").split(",", -1)) {
                    if (!KAFKA_ADDRESS.matcher(each.trim()).matches() || !isPort(each.trim().replaceFirst(".*:", ""))) {
                        throw new InvalidSettingException("KAFKA_BROKERS", "holds what is not an address of Kafka's, host:port",
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
            throw new InvalidSettingException(name, "is not the address of such a broker", "write it as in " + example);
        }
        Matcher addresses = ADDRESS.matcher(text);
        while (addresses.find()) {
            URI uri;
            try {
                uri = new URI(addresses.group());
            } catch (URISyntaxException e) {
                throw new InvalidSettingException(name, "can't be read as a URL", ENCODED + example);
            }
            if (uri.getHost() == null) {
                throw new InvalidSettingException(name, "names no host that can be read",
                        "take a host name of letters, digits, hyphens and dots; " + ENCODED + example);
            }
            if (uri.getPort() != -1 && !isPort("" + uri.getPort())) {
                throw new InvalidSettingException(name, "names a port that is none", "take a number from 1 to 65535, as in " + example);
            }
            if (uri.getRawFragment() != null || uri.getRawQuery() != null && uri.getRawQuery().contains("@")) {
                throw new InvalidSettingException(name, "holds a # or a ? before its host", ENCODED + example);
            }
        }
    }

    private static void rabbit(String url) {
        try {
            // Without TLS, which is set up elsewhere.
            new ConnectionFactory().setUri(url.replaceFirst("^amqps:", "amqp:"));
        } catch (URISyntaxException | GeneralSecurityException | RuntimeException e) {
            throw new InvalidSettingException("RABBITMQ_URL", "is not what RabbitMQ's client can read", ENCODED + "amqp://user:password@rabbit.example:5672/vhost");
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
            throw new InvalidSettingException(name, "is neither true nor false", "set it to one of them, or leave it out");
        }
        return text.isEmpty() ? otherwise : Boolean.parseBoolean(text);
    }

    static String url(String text, String name) {
        try {
            URI uri = URI.create(text.trim());
            if (uri.getHost() != null && uri.getQuery() == null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                if (uri.getRawUserInfo() != null && name.endsWith("_ISSUER")) {
                    throw new InvalidSettingException(name, "holds a user or a password", "an issuer's URL has none: leave them out");
                }
                if (uri.getRawFragment() == null && (uri.getPort() == -1 || isPort("" + uri.getPort()))) {
                    return text.trim().replaceFirst("/+$", "");
                }
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidSettingException(name, text.isBlank() ? "is missing" : "is not an http or https URL" + (text.contains("@")
                ? ", or holds a user or a password that is not percent-encoded" : ""),
                switch (name) {
                    case "CHECKOUT_HTTP_ISSUER" -> "set it to the URL of the issuer of the callers' tokens";
                    case "CHECKOUT_DESK_ISSUER" -> "set it to the URL of the issuer of the operators' tokens";
                    default -> URL_CURE;
                });
    }

    private static int port(ConfigurableEnvironment env, String name, String key) {
        int port = number(env, name, key);
        if (port < 1 || port > 65535) {
            throw new InvalidSettingException(name, "is not a port", "set it to a number from 1 to 65535");
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
        throw new InvalidSettingException(name, "is not a whole number", "set it to one, 0 or more");
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
        throw new InvalidSettingException(name, "'" + text + "' is not a duration", "write it as in 10s,1m,10m");
    }
}
