package com.acme.checkout.startup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * Every setting under {@code checkout.}, and what its value may be. One that is not listed here is refused with the
 * nearest name, wherever it comes from, unless a file of the project names it: somebody's own broker has settings of its
 * own. So is a {@code CHECKOUT_} variable that nothing looks at. A test holds the list against {@code application.yaml}.
 */
final class KnownSettings {

    /** What is wrong with a value, and the fix. */
    record Fault(String wrong, String fix) {
    }

    /** Null where the value is right. */
    interface Form extends Function<String, Fault> {
    }

    private static final Form TEXT = value -> null;
    private static final Form FLAG = value -> value.matches("true|false|") ? null : new Fault("is neither true nor false", "set it to one of them");
    private static final Form DURATION = value -> isDuration(value, 0) ? null : new Fault("is not a duration", "write it as in 500ms, 10s or 5m");
    private static final Form SOME_TIME = value -> isDuration(value, 1) ? null : new Fault("is not a duration of at least 1 ms", "write it as in 500ms, 10s or 5m");
    private static final Form TIMES = value -> {
        for (String each : value.split(",", -1)) {
            if (!isDuration(each.trim(), 1)) {
                return new Fault("'" + each.trim() + "' is not a duration of at least 1 ms", "write it as in 10s,1m,10m");
            }
        }
        return null;
    };
    private static final Form SIZE = value -> {
        try {
            return DataSize.parse(value).isNegative() ? new Fault("is less than nothing", "write it as in 100MB") : null;
        } catch (IllegalArgumentException e) {
            return new Fault("is not a size", "write it as in 100MB or 2GB");
        }
    };
    private static final Form PORT_OR_NONE = value -> value.isEmpty() ? null : number(1, 65535).apply(value);

    static final Map<String, Form> KNOWN = known();

    /** Names of which a part is free: of a destination, of an operator, of a setting of Kafka's own clients. */
    private static final Pattern FREE = Pattern.compile("checkout\\.(destinations\\.[^.]+\\.(url|concurrency)|desk\\.users\\..+\\.(password|roles(\\.\\d+)?)"
            + "|kafka\\.client\\..+)");
    private static final Pattern FREE_VARIABLE = Pattern.compile("CHECKOUT_DESTINATIONS_.+_(URL|CONCURRENCY)|CHECKOUT_DESK_USERS_.+_(PASSWORD|ROLES(_\\d+)?)"
            + "|CHECKOUT_KAFKA_CLIENT_.+|CHECKOUT_TESTS_.+");

    /** What Kubernetes and Docker tell every container of a service called checkout-something. */
    private static final Pattern LINK = Pattern.compile("CHECKOUT_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern LINK_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?=[:}])");
    private static final Pattern NAMED = Pattern.compile("(?:\\$\\{|\\{\\{\\??)(checkout\\.[\\w.-]*\\w)");

    private KnownSettings() {
    }

    private static Map<String, Form> known() {
        Map<String, Form> known = new LinkedHashMap<>();
        for (String text : List.of("broker", "orchestrator-url", "orchestrator-promotion-url", "data", "kafka.brokers", "kafka.group", "kafka.user",
                "kafka.password", "rabbitmq.url", "rabbitmq.ca", "amqp.url", "amqp.user", "amqp.password", "artemis.url", "artemis.user", "artemis.password",
                "http.user", "http.password", "http.issuer", "desk.database.url", "desk.database.user", "desk.database.password", "desk.password",
                "desk.issuer", "desk.audience", "desk.roles-claim", "desk.name-claim", "desk.client-id", "desk.client-secret", "desk.scopes",
                // For measuring a start: see Preload.
                "preload")) {
            known.put(text, TEXT);
        }
        for (String flag : List.of("sandbox", "sandbox-beside-orchestrator", "http.open-to-network", "desk.enabled")) {
            known.put(flag, FLAG);
        }
        known.put("delivery.connect-timeout-ms", number(1, 600_000));
        known.put("delivery.response-timeout-ms", number(1, 3_600_000));
        known.put("delivery.total-timeout", SOME_TIME);
        known.put("delivery.immediate-retries", number(0, 1_000));
        known.put("delivery.immediate-base", DURATION);
        known.put("delivery.immediate-cap", DURATION);
        known.put("delivery.delayed-retries", TIMES);
        known.put("delivery.breaker-window", number(1, 1_000_000));
        known.put("delivery.breaker-least", number(1, 1_000_000));
        known.put("delivery.breaker-wait", SOME_TIME);
        known.put("delivery.bulkhead-wait-ms", number(0, 600_000));
        known.put("consumers", number(1, 1_000_000));
        known.put("embedded.acceptor", PORT_OR_NONE);
        known.put("embedded.min-free", SIZE);
        known.put("kafka.partitions", number(1, 100_000));
        known.put("kafka.largest", number(65_536, Integer.MAX_VALUE));
        known.put("kafka.replication", number(0, Short.MAX_VALUE));
        known.put("kafka.retention", value -> value.isEmpty() ? null : number(-1, Long.MAX_VALUE).apply(value));
        known.put("kafka.delays", TIMES);
        known.put("rabbitmq.delays", TIMES);
        known.put("http.auth", oneOf("none", "basic", "jwt"));
        known.put("http.rate", number(0, Integer.MAX_VALUE));
        known.put("http.lookups", number(0, Integer.MAX_VALUE));
        known.put("http.park-grace", DURATION);
        known.put("desk.auth", oneOf("basic", "jwt", "oidc"));
        known.put("desk.retention", DURATION);
        known.put("desk.canary-wait", DURATION);
        known.put("desk.pause-share", number(0, 100));
        known.put("desk.pause-window", number(1, 10_000));
        known.put("remembered", number(0, Integer.MAX_VALUE));
        Map<String, Form> all = new LinkedHashMap<>();
        known.forEach((key, form) -> all.put("checkout." + key, form));
        return all;
    }

    private static boolean isDuration(String text, long leastMillis) {
        try {
            return DurationStyle.detectAndParse(text).toMillis() >= leastMillis;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    static Form number(long least, long most) {
        return value -> {
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return null;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            return new Fault("is not a whole number" + (most == Integer.MAX_VALUE || most == Long.MAX_VALUE ? "" : " from " + least + " to " + most),
                    "set it to one, " + least + " or more");
        };
    }

    private static Form oneOf(String... values) {
        return value -> List.of(values).contains(value) ? null : new Fault("is neither " + String.join(" nor ", values), "set it to one of them");
    }

    /** @throws InvalidSettingException for a name that nobody knows, with the nearest that somebody does */
    static void checkNames(ConfigurableEnvironment env, Set<String> namedByRoutes) {
        Set<String> keys = new TreeSet<>(KNOWN.keySet());
        keys.addAll(namedByRoutes);
        Set<String> variables = new TreeSet<>();
        for (EnumerablePropertySource<?> source : sources(env)) {
            for (String name : source.getPropertyNames()) {
                if (source.getProperty(name) instanceof CharSequence text) {
                    VARIABLE.matcher(text).results().forEach(each -> variables.add(each.group(1)));
                    keys.addAll(named(text.toString()));
                }
            }
        }
        Set<String> plain = new TreeSet<>();
        keys.forEach(key -> {
            plain.add(plain(key));
            // As Spring takes them from the environment, without hyphens or with an underscore for each.
            variables.add(key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
            variables.add(key.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT));
        });
        for (EnumerablePropertySource<?> source : sources(env)) {
            boolean environment = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(source.getName());
            for (String name : source.getPropertyNames()) {
                if (environment) {
                    variable(name, String.valueOf(source.getProperty(name)), variables);
                } else if (name.toLowerCase(Locale.ROOT).startsWith("checkout.") && !plain.contains(plain(name)) && !free(name)) {
                    throw new InvalidSettingException(name, "there is no such setting", NearestName.orElse(name, keys, "application.yaml holds all that there are"));
                }
            }
        }
    }

    private static void variable(String name, String value, Set<String> known) {
        if (name.startsWith("CHECKOUT_") && !known.contains(name) && !FREE_VARIABLE.matcher(name).matches() && !LINK.matcher(name).matches()
                && !(name.endsWith("_PORT") && LINK_PORT.matcher(value).matches())) {
            throw new InvalidSettingException(name, "there is no such setting", NearestName.orElse(name, known.stream().filter(each -> each.startsWith("CHECKOUT_")).toList(),
                    "application.yaml names all that there are"));
        }
    }

    private static List<EnumerablePropertySource<?>> sources(ConfigurableEnvironment env) {
        List<EnumerablePropertySource<?>> sources = new ArrayList<>();
        for (PropertySource<?> each : env.getPropertySources()) {
            // Spring's own view of all the others is none of them.
            if (each instanceof EnumerablePropertySource<?> source && !each.getName().equals("configurationProperties")) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** The settings that a text fills in. */
    static Set<String> named(String text) {
        Set<String> named = new TreeSet<>();
        NAMED.matcher(text).results().forEach(each -> named.add(each.group(1)));
        return named;
    }

    /** Spring takes one name in several forms. */
    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    private static boolean free(String key) {
        return FREE.matcher(key.replaceAll("\\[([^]]*)]", ".$1")).matches();
    }

    /** @throws InvalidSettingException for the first value that its setting can't have; those of a broker or a desk that is not used don't matter */
    static void checkValues(ConfigurableEnvironment env) {
        String broker = env.getProperty("checkout.broker", "");
        boolean desk = !"false".equals(env.getProperty("checkout.desk.enabled", "").trim());
        KNOWN.forEach((key, form) -> {
            boolean used = !(key.startsWith("checkout.desk.") && !desk && !key.equals("checkout.desk.enabled"));
            for (String each : List.of("embedded", "kafka", "rabbitmq", "amqp", "artemis")) {
                used &= broker.equals(each) || !key.startsWith("checkout." + each + ".");
            }
            String value = env.getProperty(key);
            Fault fault = used && value != null ? form.apply(value.trim()) : null;
            if (fault != null) {
                throw new InvalidSettingException(name(env, key), fault.wrong(), fault.fix());
            }
        });
    }

    /** What a person sets: the variable that {@code application.yaml} takes it from, or else the setting itself. */
    static String name(ConfigurableEnvironment env, String key) {
        for (EnumerablePropertySource<?> source : sources(env)) {
            if (source.getProperty(key) instanceof CharSequence text) {
                if (source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
                    return key.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
                }
                Matcher variable = VARIABLE.matcher(text);
                return variable.lookingAt() ? variable.group(1) : key;
            }
        }
        return key;
    }
}
