package com.acme.checkout.startup;

import com.acme.checkout.desk.NoticeEvent;
import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks the desk's webhooks: a wrong one would be found when the message that it should have brought is missed. */
final class WebhookSettings {

    private static final String PREFIX = "checkout.desk.webhooks.";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    /** A webhook as it is written, right or wrong. */
    record Webhook(String url, String format, String secret, List<String> events) {}

    private WebhookSettings() {}

    /** @throws InvalidSettingException for the first that is wrong; it quotes neither a URL nor a secret */
    static void check(Environment env) {
        String desk = env.getProperty("checkout.desk.url", "");
        if (!desk.isBlank()) {
            HttpUrl.page(
                    desk,
                    "CHECKOUT_DESK_URL",
                    "set it to where a browser finds it, as in https://checkout.example/ops");
        }
        webhooks(env).forEach(WebhookSettings::check);
    }

    private static Map<String, Webhook> webhooks(Environment env) {
        try {
            return Binder.get(env)
                    .bind("checkout.desk.webhooks", Bindable.mapOf(String.class, Webhook.class))
                    .orElse(Map.of());
        } catch (BindException e) {
            throw new InvalidSettingException(
                    "checkout.desk.webhooks",
                    "is not a map of webhooks",
                    "write it as in team: {url: …, format: slack, secret: whsec_…}");
        }
    }

    private static void check(String name, Webhook webhook) {
        String prefix = PREFIX + name;
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new InvalidSettingException(
                    prefix, "is not a name for a webhook", "use small letters, digits and hyphens, 40 at most");
        }
        HttpUrl.receiver(webhook.url(), prefix + ".url");
        if (webhook.format() != null) {
            known(
                    webhook.format().trim(),
                    Arrays.stream(WebhookProperties.Format.values())
                            .map(WebhookProperties.Format::word)
                            .toList(),
                    prefix + ".format");
        }
        secret(webhook.secret() == null ? "" : webhook.secret().trim(), prefix + ".secret");
        if (webhook.events() != null) {
            webhook.events().forEach(event -> known(event, NoticeEvent.words(), prefix + ".events"));
        }
    }

    private static void known(String word, Collection<String> words, String name) {
        if (!words.contains(word)) {
            throw new InvalidSettingException(
                    name,
                    "there is no " + word,
                    NearestName.orElse(word, words, "choose of " + String.join(", ", words)));
        }
    }

    private static void secret(String secret, String name) {
        String cure = "set it to whsec_ and the Base64 of 24 to 64 random bytes";
        if (secret.isEmpty()) {
            throw new InvalidSettingException(name, "is missing", cure);
        }
        try {
            int bytes = Base64.getDecoder()
                    .decode(secret.startsWith("whsec_") ? secret.substring("whsec_".length()) : "!")
                    .length;
            if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidSettingException(name, "is not a secret as Standard Webhooks asks for", cure);
    }
}
