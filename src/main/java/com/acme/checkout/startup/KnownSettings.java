package com.acme.checkout.startup;

import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.InvalidSettingException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Every setting under {@code checkout.}, which is every component of the records of settings. One that is not among them is
 * refused with the nearest name, wherever it comes from, unless a file of the project names it: somebody's own broker has
 * settings of its own. So is a {@code CHECKOUT_} variable that nothing looks at.
 */
final class KnownSettings {

    /** For measuring a start: see {@link Preload}. */
    private static final String PRELOAD = "checkout.preload";

    private static final Pattern OTHER_VARIABLE = Pattern.compile("CHECKOUT_(TESTS_.+|URL|JAR|HTTP_TOKEN)");

    /** What Kubernetes and Docker tell every container of a service called checkout-something. */
    private static final Pattern LINK =
            Pattern.compile("CHECKOUT_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern LINK_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?=[:}])");
    private static final Pattern NAMED = Pattern.compile("(?:\\$\\{|\\{\\{\\??)(checkout\\.[\\w.-]*\\w)");

    /** As they are written; those that are of one name only. */
    private final Set<String> keys = new TreeSet<>(Set.of(PRELOAD));

    private final Set<String> variables = new TreeSet<>();

    /** Of those of which a part is free, {@link #plain}. */
    private final List<Pattern> free = new ArrayList<>();

    private final List<InvalidSettingException> unknown = new ArrayList<>();
    private final ConfigurableEnvironment env;

    private KnownSettings(ConfigurableEnvironment env, Set<String> namedByRoutes) {
        this.env = env;
        keys.addAll(namedByRoutes);
        SettingRecords.settings().forEach(this::add);
        BrokerKind.likes(env).forEach((broker, kind) -> {
            keys.add("checkout." + broker + ".like");
            String prefix = "checkout." + kind + ".";
            SettingRecords.settings().forEach((name, component) -> {
                if (name.startsWith(prefix)) {
                    add("checkout." + broker + "." + name.substring(prefix.length()), component);
                }
            });
        });
        for (EnumerablePropertySource<?> source : sources(env)) {
            for (String name : source.getPropertyNames()) {
                if (source.getProperty(name) instanceof CharSequence text) {
                    VARIABLE.matcher(text).results().forEach(each -> variables.add(each.group(1)));
                    keys.addAll(named(text.toString()));
                }
            }
        }
        keys.forEach(key -> {
            // As Spring takes them from the environment, without hyphens or with an underscore for each.
            variables.add(key.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
            variables.add(key.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT));
        });
    }

    private void add(String name, RecordComponent component) {
        boolean partly = name.contains("." + SettingRecords.ANY);
        if (!partly) {
            keys.add(name);
        }
        if (partly || component.getType() == List.class) {
            free.add(pattern(name, component));
        }
    }

    /** @throws InvalidSettingException for a name that nobody knows, with the nearest that somebody does */
    static void check(ConfigurableEnvironment env, Set<String> namedByRoutes) {
        all(env, namedByRoutes).stream().findFirst().ifPresent(first -> {
            throw first;
        });
    }

    /** One for each name that nobody knows. */
    static List<InvalidSettingException> all(ConfigurableEnvironment env, Set<String> namedByRoutes) {
        KnownSettings known = new KnownSettings(env, namedByRoutes);
        known.check();
        return known.unknown;
    }

    private void check() {
        Set<String> plain = keys.stream().map(KnownSettings::plain).collect(Collectors.toSet());
        for (EnumerablePropertySource<?> source : sources(env)) {
            boolean environment = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(source.getName());
            for (String name : source.getPropertyNames()) {
                if (environment) {
                    variable(name, String.valueOf(source.getProperty(name)));
                } else if (name.toLowerCase(Locale.ROOT).startsWith("checkout.")
                        && !plain.contains(plain(name))
                        && !isFree(plain(name))) {
                    unknown.add(new InvalidSettingException(
                            name,
                            "there is no such setting",
                            NearestName.orElse(name, near(name), "application.yaml holds all that there are")));
                }
            }
        }
    }

    /** What {@code name} may have meant: a part that is free is meant as it stands there. */
    private Set<String> near(String name) {
        Set<String> near = new TreeSet<>(keys);
        String[] parts = name.split("\\.");
        for (String each : SettingRecords.settings().keySet()) {
            String[] known = each.split("\\.");
            if (each.contains("." + SettingRecords.ANY) && known.length == parts.length) {
                for (int i = 0; i < known.length; i++) {
                    known[i] = known[i].equals(SettingRecords.ANY) ? parts[i] : known[i];
                }
                near.add(String.join(".", known));
            }
        }
        return near;
    }

    private void variable(String name, String value) {
        if (name.startsWith("CHECKOUT_")
                && !variables.contains(name)
                && !isFree(plain(name.replace('_', '.')))
                && !OTHER_VARIABLE.matcher(name).matches()
                && !LINK.matcher(name).matches()
                && !(name.endsWith("_PORT") && LINK_PORT.matcher(value).matches())) {
            unknown.add(new InvalidSettingException(
                    name,
                    "there is no such setting",
                    NearestName.orElse(
                            name,
                            variables.stream()
                                    .filter(each -> each.startsWith("CHECKOUT_"))
                                    .toList(),
                            "application.yaml names all that there are")));
        }
    }

    private boolean isFree(String plain) {
        return free.stream().anyMatch(each -> each.matcher(plain).matches());
    }

    private static List<EnumerablePropertySource<?>> sources(ConfigurableEnvironment env) {
        List<EnumerablePropertySource<?>> sources = new ArrayList<>();
        for (PropertySource<?> each : env.getPropertySources()) {
            // Neither Spring's own view of all the others nor one that only names them is one of them.
            if (each instanceof EnumerablePropertySource<?> source
                    && !each.getName().equals("configurationProperties")
                    && !each.getName().equals(BrokerKind.SOURCE)) {
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
    static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("\\[([^]]*)]", ".$1").replaceAll("[-_]", "");
    }

    /** What the {@link #plain} forms of a setting's name are like, where a part of it is free or it is a list. */
    static Pattern pattern(String name, RecordComponent component) {
        return Pattern.compile(Arrays.stream(plain(name).split("\\."))
                        .map(part -> part.equals(SettingRecords.ANY) ? ".+" : Pattern.quote(part))
                        .collect(Collectors.joining("\\."))
                + (component.getType() == List.class ? "(\\.\\d+)?" : ""));
    }

    /** What a person sets: the variable that {@code application.yaml} takes it from, or else the setting itself. */
    static String name(ConfigurableEnvironment env, String key) {
        PropertySource<?> kindSource = env.getPropertySources().get(BrokerKind.SOURCE);
        Object kind = kindSource == null ? null : kindSource.getSource() instanceof Map<?, ?> map ? map.get(key) : null;
        Matcher own = NAMED.matcher(kind == null ? "" : kind.toString());
        if (own.lookingAt()) {
            return name(env, own.group(1));
        }
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
