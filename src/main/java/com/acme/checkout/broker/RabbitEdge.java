package com.acme.checkout.broker;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.MessagePropertiesConverter;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultMessage;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * Between a RabbitMQ message and the routes. Inward: the body's bytes, whatever the content type makes of them, and the
 * properties as plain data; none becomes a header of the exchange. Outward: the body, and the headers as they are.
 */
class RabbitEdge implements MessageConverter, MessagePropertiesConverter {

    private final RabbitDelays delays;

    RabbitEdge(RabbitDelays delays) {
        this.delays = delays;
    }

    @Override
    public Object fromMessage(Message message) {
        return message;
    }

    @Override
    public Map<String, Object> fromMessageProperties(MessageProperties properties, Exchange exchange) {
        return Map.of();
    }

    /** Leaves the body's bytes and what {@link BrokerDoor} reads; where the message is not due yet, {@code due} as well. */
    public void receive(Exchange exchange) {
        Message rabbit = exchange.getMessage().getBody(Message.class);
        MessageProperties properties = rabbit.getMessageProperties();
        Map<String, Object> headers = new LinkedHashMap<>();
        properties.getHeaders().forEach((name, value) -> headers.put(name, plain(value)));
        headers.keySet().removeIf(name -> name.equals("x-death") || name.startsWith("x-first-death-") || name.startsWith("x-last-death-"));
        put(headers, "contentType", properties.getContentType());
        put(headers, "correlationId", properties.getCorrelationId());
        put(headers, "type", properties.getType());
        put(headers, "appId", properties.getAppId());
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        // A client may send one id twice, or none.
        exchange.setProperty(BrokerDoor.MESSAGE_ID, properties.getMessageId() + " " + UUID.nameUUIDFromBytes(rabbit.getBody()));
        exchange.setProperty(BrokerDoor.SOURCE, properties.getConsumerQueue());
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(rabbit.getBody());
        exchange.setMessage(message);
        delays.early(exchange, headers);
    }

    @Override
    public Message toMessage(Object body, MessageProperties properties) {
        return new Message(body instanceof byte[] bytes ? bytes : String.valueOf(body).getBytes(StandardCharsets.UTF_8), properties);
    }

    @Override
    public MessageProperties toMessageProperties(Exchange exchange) {
        MessageProperties properties = new MessageProperties();
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        exchange.getMessage().getHeaders().forEach(properties::setHeader);
        return properties;
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy strategy) {
        // There is nothing to filter: inward nothing becomes a header, outward each was put there by a route.
    }

    private static Object plain(Object value) {
        return value instanceof Number || value instanceof Boolean || value instanceof byte[] ? value : String.valueOf(value);
    }

    private static void put(Map<String, Object> headers, String name, String value) {
        if (value != null) {
            headers.putIfAbsent(name, value);
        }
    }
}
