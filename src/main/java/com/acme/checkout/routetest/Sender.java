package com.acme.checkout.routetest;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.routetest.RouteTest.Door;
import com.acme.checkout.routetest.RouteTest.Step;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.UriComponentsBuilder;

/** Sends what a step of a test says. */
final class Sender {

    private static final ObjectMapper JSON = ScriptedOrchestrators.JSON;
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String DROP = "com.acme.checkout.sandbox.DroppedConnections";
    private static final int DROPPED = 0;
    private static final String EVENT_TYPE = "acme.shopping.checkout-cart.v1";

    private final TestApplication application;
    private final String cartId;
    private final String customerId;

    Sender(TestApplication application, String cartId, String customerId) {
        this.application = application;
        this.cartId = cartId;
        this.customerId = customerId;
    }

    /** The answer to a request; null where a step sends none. {@code caller}: who asks, as where each has a log-in of his own. */
    MockHttpServletResponse send(Step step, String caller) throws Exception {
        return switch (step.door()) {
            case HTTP, COMMANDS -> request(step, caller);
            case BROKER -> {
                Map<String, Object> headers = new LinkedHashMap<>();
                if (step.event() != null) {
                    headers.put("contentType", STRUCTURED);
                }
                headers.putAll(step.headers());
                application.queues().write(step.queue(), headers, body(step), null);
                yield null;
            }
            case REPLAY -> replay(step, "direct:replay");
            case REPLAY_CHECK -> replay(step, "direct:replay-check");
        };
    }

    private MockHttpServletResponse request(Step step, String caller) throws Exception {
        String[] request = step.request() != null
                ? step.request().split(" ")
                : step.door() == Door.COMMANDS
                        ? new String[] {"POST", "/commands/checkout-cart"}
                        : new String[] {"POST", "/carts/" + cartId + "/checkout"};
        String[] target = request[1].split("\\?", 2);
        MockHttpServletRequest sent = new MockHttpServletRequest(request[0], target[0]);
        if (target.length > 1) {
            sent.setQueryString(target[1]);
            UriComponentsBuilder.fromUriString(request[1])
                    .build()
                    .getQueryParams()
                    .forEach((name, values) -> sent.setParameter(name, values.toArray(String[]::new)));
        }
        sent.setRemoteUser(caller);
        boolean body = !request[0].equals("GET") && !request[0].equals("HEAD");
        if (body) {
            sent.setContent(body(step));
            sent.addHeader("Content-Type", step.event() != null ? STRUCTURED : "application/json");
        }
        step.headers().forEach((name, value) -> {
            sent.removeHeader(name);
            sent.addHeader(name, value);
            if (name.equalsIgnoreCase("Content-Type")) {
                sent.setContentType(value);
            }
        });
        MockHttpServletResponse answer = new MockHttpServletResponse();
        // What the server would do for the sandbox: close the connection without an answer.
        AtomicBoolean dropped = new AtomicBoolean();
        sent.setAttribute(DROP, (Runnable) () -> dropped.set(true));
        application.edge().doFilter(sent, answer, new MockFilterChain());
        if (dropped.get()) {
            MockHttpServletResponse none = new MockHttpServletResponse();
            none.setStatus(DROPPED);
            return none;
        }
        return answer;
    }

    /** As the desk gives a dead letter back. The exchange's failure is the answer: 200 where there is none. */
    private MockHttpServletResponse replay(Step step, String route) throws IOException {
        byte[] body = body(step);
        Exchange exchange;
        try (ProducerTemplate producer = application.camel().createProducerTemplate()) {
            exchange = producer.send(route, ExchangePattern.InOnly, sent -> {
                sent.getMessage().setBody(body);
                sent.setProperty(BrokerDoor.HEADERS, new LinkedHashMap<String, Object>(step.headers()));
                sent.setProperty(BrokerDoor.SOURCE, step.queue());
                sent.setProperty(BrokerDoor.CLAIM, "claim");
            });
        }
        MockHttpServletResponse answer = new MockHttpServletResponse();
        if (exchange.getException() != null) {
            answer.setStatus(500);
            answer.setContentType("text/plain");
            answer.getWriter().write(String.valueOf(exchange.getException().getMessage()));
        }
        return answer;
    }

    private byte[] body(Step step) throws IOException {
        if (step.bodyBytes() > 0) {
            return "x".repeat(step.bodyBytes()).getBytes(StandardCharsets.US_ASCII);
        }
        if (step.body() != null) {
            return step.body().isMap() || step.body().isList()
                    ? JSON.writeValueAsBytes(step.body().json())
                    : String.valueOf(step.body().text()).getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode command = JSON.createObjectNode();
        if (step.door() != Door.HTTP || step.request() != null) {
            command.put("cartId", cartId);
        }
        command.put("customerId", customerId);
        merge(command, step.command());
        if (step.event() == null) {
            return JSON.writeValueAsBytes(command);
        }
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("type", EVENT_TYPE)
                .put("source", "/shopping")
                .put("id", "event-of-" + cartId);
        event.set("data", command);
        merge(event, step.event());
        return JSON.writeValueAsBytes(event);
    }

    /** Takes over what is given; null takes a member out. */
    private static void merge(ObjectNode into, Located members) {
        if (members != null) {
            members.members().forEach((name, each) -> {
                into.remove(name);
                if (each.value() != null) {
                    into.set(name, each.json());
                }
            });
        }
    }
}
