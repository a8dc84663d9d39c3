package com.acme.checkout.broker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * Between the routes and a broker that has no Java of its own here, whose component makes a message's headers the
 * exchange's. Inward they become plain data; outward they are text. On the wire that text is ASCII, and the rest of it
 * percent-encoded (CloudEvents HTTP binding, section 3.1.3.2, which bindings to such brokers repeat).
 */
@Component("plainMessageMapper")
public class PlainMessageMapper {

    /** Leaves the body's bytes and what {@link BrokerDoor} reads. {@code id} is the same for every delivery of one message. */
    public void receive(Exchange exchange, String queue, String id) {
        HeaderData data = new HeaderData();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            // Those are the component's, not the sender's.
            if (!name.toLowerCase(Locale.ROOT).startsWith("camel")) {
                data.put(name, () -> decoded(HeaderData.of(value)));
            }
        });
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body == null) {
            body = new byte[0];
        }
        exchange.setProperty(BrokerDoor.HEADERS, data.headers());
        exchange.setProperty(
                BrokerDoor.MESSAGE_ID,
                MessageIdentity.of(
                        id,
                        body,
                        MessageIdentity.sent(
                                data.headers(),
                                name -> MessageIdentity.isOfRabbit(name) || MessageIdentity.isOfJms(name))));
        exchange.setProperty(BrokerDoor.SOURCE, queue);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(body);
        exchange.setMessage(message);
    }

    /** Makes the headers' values text that any broker takes. */
    public void send(Exchange exchange) {
        exchange.getMessage()
                .getHeaders()
                .replaceAll((name, value) -> encoded(
                        value instanceof byte[] bytes
                                ? new String(bytes, StandardCharsets.UTF_8)
                                : String.valueOf(value)));
    }

    private static Object decoded(Object value) {
        return value instanceof String text
                ? decoded(text)
                : value instanceof List<?> list
                        ? list.stream().map(PlainMessageMapper::decoded).collect(Collectors.toList())
                        : value;
    }

    private static String decoded(String text) {
        try {
            return UriUtils.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that was one.
            return text;
        }
    }

    private static String encoded(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            // Spaces around a value are no part of it.
            boolean around = c == ' ' && (i == 0 || i == text.length() - 1);
            if (c < ' ' || c > '~' || c == '%' || around) {
                for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    ascii.append('%').append(String.format("%02X", each));
                }
            } else {
                ascii.append((char) c);
            }
        }
        return ascii.toString();
    }
}
