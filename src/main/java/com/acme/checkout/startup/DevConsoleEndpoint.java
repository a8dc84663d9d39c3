package com.acme.checkout.startup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.console.DevConsoleRegistry;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Camel's own console at {@code /actuator/camel}, with the profile {@code dev} alone: what runs, how often and how long. Camel's endpoint
 * of that name has forty pages, and some of them act (send, gc), or show messages, settings or passwords: this one has those that do
 * neither.
 */
@Component
@Profile(DevConsole.PROFILE)
@Endpoint(id = DevConsoleEndpoint.ID)
public class DevConsoleEndpoint {

    static final String ID = "camel";

    private static final List<String> PAGES = List.of(
            "consumer",
            "context",
            "inflight",
            "platform-http",
            "processor",
            "producer",
            "resilience4j",
            "route",
            "route-structure");

    /** Lines of the files, as they are written. */
    private static final Map<String, String> LEFT_OUT = Map.of("processor", "code");

    private final CamelContext camel;

    /** Of this context. */
    public DevConsoleEndpoint(CamelContext camel) {
        this.camel = camel;
    }

    /** The pages, each with what it shows. */
    @ReadOperation
    public Map<String, Object> pages() {
        Map<String, Object> pages = new TreeMap<>();
        for (String id : PAGES) {
            consoles().getConsole(id).ifPresent(page -> pages.put(id, page.getDescription()));
        }
        return pages;
    }

    /** One page; null where there is none of that name. */
    @ReadOperation
    public Object page(@Selector String id) {
        return PAGES.contains(id)
                ? consoles()
                        .getConsole(id)
                        .map(page -> without(LEFT_OUT.get(id), page.call(MediaType.JSON, Map.of())))
                        .orElse(null)
                : null;
    }

    private DevConsoleRegistry consoles() {
        return camel.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
    }

    private static Object without(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                if (!key.equals(name)) {
                    copy.put(key, without(name, each));
                }
            });
            return copy;
        }
        return value instanceof List<?> list
                ? list.stream().map(each -> without(name, each)).toList()
                : value;
    }
}
