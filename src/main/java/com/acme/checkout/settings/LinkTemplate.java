package com.acme.checkout.settings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings that are addresses of other tools' pages, with names in braces in the place of what differs. */
public final class LinkTemplate {

    private static final Pattern NAME = Pattern.compile("\\{(\\w*)}");
    /** What the address leads to is not a sender's to say: names stand behind the host. */
    private static final Pattern BEGINNING = Pattern.compile("(?i)https?://[^\\s/?#{}@\\\\]+[/?#].*");

    private static final int LAST_PORT = 65_535;

    private LinkTemplate() {}

    /**
     * Checks a template; a blank one is none.
     *
     * @param name of the setting
     * @param names that may stand in it
     * @throws InvalidSettingException where it is no http or https URL with at least one of these names behind its host
     */
    public static void check(String template, String name, Set<String> names) {
        String text = template.trim();
        if (text.isEmpty()) {
            return;
        }
        String known = "{" + String.join("} or {", names.stream().sorted().toList()) + "}";
        String cure = "write it as in https://tool.example/find/" + known.replaceFirst(" or .*", "");
        NAME.matcher(text)
                .results()
                .map(each -> each.group(1))
                .filter(each -> !names.contains(each))
                .findFirst()
                .ifPresent(each -> {
                    throw new InvalidSettingException(
                            name, "holds {" + each + "}, which nothing is known for", "use " + known);
                });
        String filled = NAME.matcher(text).replaceAll("x");
        if (!BEGINNING.matcher(text).matches() || !isUrl(filled)) {
            throw new InvalidSettingException(
                    name, "is not an http or https URL whose host and port stand without braces and user", cure);
        }
        if (filled.equals(text)) {
            throw new InvalidSettingException(name, "leads all to one page", "put " + known + " into it");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= LAST_PORT;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The address for these values, encoded; null where there is no template, or one of its values is not known. */
    public static String fill(String template, Map<String, String> values) {
        if (template.isBlank()) {
            return null;
        }
        StringBuilder filled = new StringBuilder();
        Matcher name = NAME.matcher(template.trim());
        while (name.find()) {
            String value = values.get(name.group(1));
            if (value == null) {
                return null;
            }
            // In a path, too, a blank is %20.
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            name.appendReplacement(filled, Matcher.quoteReplacement(encoded));
        }
        return name.appendTail(filled).toString();
    }
}
