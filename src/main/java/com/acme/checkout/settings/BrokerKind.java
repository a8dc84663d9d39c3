package com.acme.checkout.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Which of the brokers that have Java here serves the folder that was chosen: the one of the folder's own name, or the one
 * that {@code checkout.<folder>.like} names. The settings under {@code checkout.<folder>} are then that one's.
 */
public final class BrokerKind {

    /** What the beans of the brokers look at. */
    public static final String SETTING = "checkout.broker-kind";

    /** Those that a folder can be like. */
    public static final List<String> ALL = List.of("embedded", "artemis", "amqp", "rabbitmq", "kafka");

    /** Where each of these settings only names the one that holds the value. */
    public static final String SOURCE = "settings of the broker's kind";

    private static final Pattern LIKE = Pattern.compile("checkout\\.([a-z0-9-]+)\\.like");

    private BrokerKind() {}

    /** Every folder that is like another, whether it is chosen or not, and which one it is like. */
    public static Map<String, String> likes(ConfigurableEnvironment env) {
        Map<String, String> likes = new TreeMap<>();
        for (PropertySource<?> source : env.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> settings) {
                for (String name : settings.getPropertyNames()) {
                    Matcher like = LIKE.matcher(name);
                    if (like.matches()) {
                        likes.put(like.group(1), env.getProperty(name, "").trim());
                    }
                }
            }
        }
        return likes;
    }

    /** {@code text} with the variables of the broker that was chosen in the place of those of its kind. */
    public static String own(Environment env, String text) {
        String broker = env.getProperty("checkout.broker", "").trim();
        String kind = env.getProperty(SETTING, broker);
        return kind.equals(broker)
                ? text
                : text.replaceAll("\\b(CHECKOUT_)?" + variable(kind) + "_(?=[A-Z])", "$1" + variable(broker) + "_");
    }

    private static String variable(String broker) {
        return broker.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * Adds the kind of the broker that was chosen to the settings, and those of that kind with the values that the folder's
     * own ones have.
     *
     * @return the kind: the folder's own name where it is like no other
     * @throws InvalidSettingException it is like one that has no Java here
     */
    public static String derive(ConfigurableEnvironment env) {
        String broker = env.getProperty("checkout.broker", "").trim();
        String kind = likes(env).getOrDefault(broker, broker);
        String own = "checkout." + broker + ".";
        if (!kind.equals(broker) && !ALL.contains(kind)) {
            throw new InvalidSettingException(
                    own + "like",
                    "there is no broker " + kind + " to be like",
                    "choose one of " + String.join(", ", ALL));
        }
        Map<String, Object> derived = new LinkedHashMap<>();
        derived.put(SETTING, kind);
        if (!kind.equals(broker)) {
            for (PropertySource<?> source : env.getPropertySources()) {
                if (source instanceof EnumerablePropertySource<?> settings) {
                    for (String name : settings.getPropertyNames()) {
                        if (name.startsWith(own) && !name.equals(own + "like")) {
                            // Looked up when it is asked for, from wherever it comes then.
                            derived.put("checkout." + kind + "." + name.substring(own.length()), "${" + name + "}");
                        }
                    }
                }
            }
        }
        env.getPropertySources().addFirst(new MapPropertySource(SOURCE, derived));
        return kind;
    }
}
