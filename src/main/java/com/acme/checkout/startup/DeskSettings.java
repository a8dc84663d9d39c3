package com.acme.checkout.startup;

import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.LinkTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks who is let in at the dead-letter desk: a typing error there would be found by somebody who is locked out at night. */
final class DeskSettings {

    private static final Set<String> ROLES = Set.of("ops-view", "ops-replay", "ops-payload");
    private static final String USERS = "CHECKOUT_DESK_USERS_";

    /** What bcrypt takes. */
    private static final int PASSWORD_BYTES = 72;

    /** A user as it is written, right or wrong. */
    record User(String password, List<String> roles) {}

    private DeskSettings() {}

    static void check(Environment env) {
        number(env, "checkout.desk.pause-share", "CHECKOUT_DESK_PAUSE_SHARE", 0, 100);
        number(env, "checkout.desk.pause-window", "CHECKOUT_DESK_PAUSE_WINDOW", 1, 10_000);
        link(env, "trace");
        link(env, "saga");
        WebhookSettings.check(env);
        String auth = env.getProperty("checkout.desk.auth", "");
        switch (auth) {
            case "basic" -> {
                password("CHECKOUT_DESK_PASSWORD", env.getProperty("checkout.desk.password", ""));
                users(env).forEach(DeskSettings::user);
            }
            case "jwt" ->
                HttpUrl.issuer(env.getProperty("checkout.desk.issuer", ""), "CHECKOUT_DESK_ISSUER", "the operators'");
            case "oidc" -> {
                HttpUrl.issuer(env.getProperty("checkout.desk.issuer", ""), "CHECKOUT_DESK_ISSUER", "the operators'");
                if (env.getProperty("checkout.desk.client-id", "").isBlank()) {
                    throw new InvalidSettingException(
                            "CHECKOUT_DESK_CLIENT_ID",
                            "is missing, and CHECKOUT_DESK_AUTH is oidc",
                            "set it to what the issuer knows the desk as");
                }
                if (!List.of(env.getProperty("checkout.desk.scopes", "").split("[\\s,]+"))
                        .contains("openid")) {
                    throw new InvalidSettingException(
                            "CHECKOUT_DESK_SCOPES", "lacks openid", "write it as in openid,profile");
                }
            }
            default ->
                throw new InvalidSettingException(
                        "CHECKOUT_DESK_AUTH", "is neither basic nor jwt nor oidc", "set it to one of them");
        }
    }

    /** Durations are bound as they are written, and blanks around one do no harm. */
    static void trimmed(Environment env, Map<String, Object> derived) {
        for (String key : List.of("checkout.desk.retention", "checkout.desk.canary-wait")) {
            if (env.getProperty(key) != null) {
                derived.put(key, env.getProperty(key).trim());
            }
        }
    }

    private static void link(Environment env, String to) {
        LinkTemplate.check(
                env.getProperty("checkout.desk.links." + to, ""),
                "CHECKOUT_DESK_LINKS_" + to.toUpperCase(Locale.ROOT),
                Set.of("traceId", "checkoutId"));
    }

    private static void number(Environment env, String name, String variable, int least, int most) {
        String text = env.getProperty(name, "" + most);
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new InvalidSettingException(
                    variable, "is no whole number from " + least + " to " + most, "set it to one");
        }
    }

    private static Map<String, User> users(Environment env) {
        try {
            return Binder.get(env)
                    .bind("checkout.desk.users", Bindable.mapOf(String.class, User.class))
                    .orElse(Map.of());
        } catch (BindException e) {
            throw new InvalidSettingException(
                    "checkout.desk.users",
                    "is not a map of users",
                    "write it as in alice: {password: …, roles: \"ops-view\"}");
        }
    }

    private static void user(String name, User user) {
        String prefix = USERS + name.toUpperCase(Locale.ROOT);
        if (name.contains(":") || name.length() > 200) {
            throw new InvalidSettingException(
                    prefix, "is not a name that can log in", "choose one without colon, of at most 200 characters");
        }
        if (user.password() == null || user.password().isBlank()) {
            throw new InvalidSettingException(prefix + "_PASSWORD", "is missing", "set the password of that operator");
        }
        password(prefix + "_PASSWORD", user.password());
        List<String> roles = user.roles() == null ? List.of() : user.roles();
        if (roles.isEmpty() || !ROLES.containsAll(roles)) {
            throw new InvalidSettingException(
                    prefix + "_ROLES",
                    roles.isEmpty() ? "is missing" : "names a role that there is not",
                    "list some of ops-view,ops-replay,ops-payload");
        }
    }

    private static void password(String name, String password) {
        if (password.startsWith("{bcrypt}")
                ? !password.matches("\\{bcrypt}\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")
                : password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_BYTES) {
            throw new InvalidSettingException(
                    name,
                    password.startsWith("{bcrypt}") ? "is not a bcrypt hash" : "is longer than 72 bytes",
                    "set a password of at most 72 bytes, or {bcrypt} and its hash");
        }
    }
}
