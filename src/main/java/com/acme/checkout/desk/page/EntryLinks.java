package com.acme.checkout.desk.page;

import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.settings.LinkTemplate;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Where an entry's trace and its saga are shown by other tools, as the settings say. */
@Component
public class EntryLinks {

    private static final Pattern TRACEPARENT =
            Pattern.compile("\\p{XDigit}{2}-(\\p{XDigit}{32})-\\p{XDigit}{16}-\\p{XDigit}{2}.*");

    private final DeskProperties.Links templates;

    public EntryLinks(DeskProperties settings) {
        this.templates = settings.links();
    }

    /** Null where nobody has said where, or what it takes is not known of the entry. */
    public String trace(String traceparent, String checkout) {
        return LinkTemplate.fill(templates.trace(), values(traceparent, checkout));
    }

    /** As {@link #trace}. */
    public String saga(String traceparent, String checkout) {
        return LinkTemplate.fill(templates.saga(), values(traceparent, checkout));
    }

    private static Map<String, String> values(String traceparent, String checkout) {
        Matcher trace = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        Map<String, String> values = new HashMap<>();
        values.put("traceId", trace.matches() ? trace.group(1) : null);
        values.put("checkoutId", checkout);
        return values;
    }
}
