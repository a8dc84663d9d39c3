package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.HeaderData;
import com.acme.checkout.broker.MessageIdentity;
import com.acme.checkout.command.DeadLetterReason;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.MessagePropertiesConverter;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultMessage;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * Between a RabbitMQ message and the routes. Inward: the body's bytes, whatever the content type makes of them, and the
 * properties as plain data; none becomes a header of the exchange. Outward: the body, and the headers as they are.
 */
class RabbitMessageMapper implements MessageConverter, MessagePropertiesConverter {

    /** Where RabbitMQ puts a command that expired on checkout.commands. */
    static final String EXPIRED = "checkout.expired";

    static final int FRAME = 131_072;

    private static final String COMMANDS = "checkout.commands";
    private static final String DEAD_LETTERS = "checkout.dead-letters";
    private static final String DEATHS = "x-death";
    /** Of a frame with properties: its head and end, and all properties but the headers, each at its longest. */
    private static final int BESIDE_HEADERS = 8 + 14 + 9 * 256;

    private static final int LONGEST_NAME = 255;

    private final RabbitDelayQueues delays;
    private final ObjectMapper json = new ObjectMapper();
    private volatile int frame = FRAME;

    RabbitMessageMapper(RabbitDelayQueues delays) {
        this.delays = delays;
    }

    /** The largest frame that the broker takes, in bytes; 0 where it knows no limit. */
    void frame(int bytes) {
        frame = bytes;
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
        String queue = properties.getConsumerQueue();
        HeaderData data = new HeaderData();
        properties.getHeaders().forEach((name, value) -> {
            if (!MessageIdentity.isOfRabbit(name.toLowerCase(Locale.ROOT))) {
                data.put(name, () -> value);
            }
        });
        data.putIfSet("contentType", properties::getContentType)
                .putIfSet("correlationId", properties::getCorrelationId)
                .putIfSet("type", properties::getType)
                .putIfSet("appId", properties::getAppId);
        exchange.setProperty(BrokerDoor.MESSAGE_ID, identity(rabbit, data.headers()));
        Map<?, ?> death = death(properties.getHeaders().get(DEATHS));
        if (death != null && DEAD_LETTERS.equals(queue)) {
            letter(data.headers(), rabbit.getBody(), death);
        }
        exchange.setProperty(BrokerDoor.HEADERS, data.headers());
        exchange.setProperty(
                BrokerDoor.SOURCE,
                !EXPIRED.equals(queue) ? queue : death == null ? COMMANDS : String.valueOf(death.get("queue")));
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(rabbit.getBody());
        exchange.setMessage(message);
        delays.early(exchange, data.headers(), queue);
    }

    /** Over all that a sender sets; the properties that are headers to the routes are in {@code headers}. */
    private static String identity(Message rabbit, Map<String, Object> headers) {
        MessageProperties properties = rabbit.getMessageProperties();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("headers", headers);
        all.put("timestamp", HeaderData.of(properties.getTimestamp()));
        all.put("replyTo", properties.getReplyTo());
        all.put("userId", properties.getReceivedUserId());
        all.put("contentEncoding", properties.getContentEncoding());
        all.put("clusterId", properties.getClusterId());
        all.put("priority", properties.getPriority());
        return MessageIdentity.of(properties.getMessageId(), rabbit.getBody(), all);
    }

    /** How the message came out of its last queue, as the broker puts it first; null where it was sent to this one. */
    private static Map<?, ?> death(Object deaths) {
        return HeaderData.of(deaths) instanceof List<?> list
                        && !list.isEmpty()
                        && list.get(0) instanceof Map<?, ?> death
                        && death.get("queue") instanceof String
                ? death
                : null;
    }

    private static String died(Map<?, ?> death) {
        return ("expired".equals(death.get("reason"))
                        ? "expired on the broker in queue " + death.get("queue")
                        : "taken by the broker out of queue " + death.get("queue") + " (" + death.get("reason") + ")")
                + " before this service took it";
    }

    /**
     * A command that the broker itself put among the dead letters, as it does where checkout.commands was declared by an
     * earlier version: made one that can be read. What its sender calls a dead letter's header is none.
     */
    private void letter(Map<String, Object> headers, byte[] body, Map<?, ?> death) {
        boolean command = COMMANDS.equals(death.get("queue"));
        if (headers.containsKey("deadLetterId") && !command) {
            // One of ours, by way of a queue of its operator's.
            return;
        }
        String sent;
        JsonNode cart;
        try {
            sent = json.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            sent = "{}";
        }
        try {
            cart = json.readTree(body).path("cartId");
        } catch (IOException e) {
            cart = json.missingNode();
        }
        headers.keySet()
                .removeIf(name -> name.startsWith("deadLetter") || name.equals("cartId") || name.equals("checkoutId"));
        headers.put(DeadLetterReason.NAME, DeadLetterReason.INTERNAL.name());
        headers.put("deadLetterDetail", died(death));
        headers.put("deadLetterSource", String.valueOf(death.get("queue")));
        headers.put("deadLetterHeaders", sent);
        if (cart.isTextual()) {
            headers.put("cartId", cart.textValue());
        }
    }

    @Override
    public Message toMessage(Object body, MessageProperties properties) {
        return new Message(
                body instanceof byte[] bytes ? bytes : String.valueOf(body).getBytes(StandardCharsets.UTF_8),
                properties);
    }

    /**
     * Headers that the broker's frame does not hold are refused here: the client refuses them too, but counts them as sent, and
     * mistakes one confirmation for another from then on.
     */
    @Override
    public MessageProperties toMessageProperties(Exchange exchange) {
        MessageProperties properties = new MessageProperties();
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        long bytes = BESIDE_HEADERS;
        try {
            for (Map.Entry<String, Object> header :
                    exchange.getMessage().getHeaders().entrySet()) {
                if (header.getKey().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                    throw new IllegalStateException(
                            "RabbitMQ takes no header whose name is longer than " + LONGEST_NAME + " bytes");
                }
                properties.setHeader(header.getKey(), outward(header.getValue()));
            }
            bytes += Frame.tableSize(properties.getHeaders());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (frame > 0 && bytes > frame) {
            throw new IllegalStateException("headers of " + bytes + " bytes do not fit RabbitMQ's frame of " + frame);
        }
        return properties;
    }

    /** The kinds that this service writes; the client can't write each number of any other, and says so too late. */
    private static Object outward(Object value) {
        return value == null
                        || value instanceof byte[]
                        || value instanceof Boolean
                        || value instanceof Long
                        || value instanceof Integer
                ? value
                : value.toString();
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy strategy) {
        // There is nothing to filter: inward nothing becomes a header, outward each was put there by a route.
    }

    /** What a delivery says of its message, as it says it: Spring's own fails at what it does not know, and the consumer with it. */
    static final class Properties extends DefaultMessagePropertiesConverter {

        @Override
        public MessageProperties toMessageProperties(AMQP.BasicProperties source, Envelope envelope, String charset) {
            MessageProperties target = new MessageProperties();
            if (source.getHeaders() != null) {
                source.getHeaders().forEach(target::setHeader);
            }
            target.setTimestamp(source.getTimestamp());
            target.setMessageId(source.getMessageId());
            target.setReceivedUserId(source.getUserId());
            target.setAppId(source.getAppId());
            target.setClusterId(source.getClusterId());
            target.setType(source.getType());
            target.setExpiration(source.getExpiration());
            target.setPriority(source.getPriority());
            target.setContentType(source.getContentType());
            target.setContentEncoding(source.getContentEncoding());
            target.setCorrelationId(source.getCorrelationId());
            target.setReplyTo(source.getReplyTo());
            if (envelope != null) {
                target.setReceivedExchange(envelope.getExchange());
                target.setReceivedRoutingKey(envelope.getRoutingKey());
                target.setRedelivered(envelope.isRedeliver());
                target.setDeliveryTag(envelope.getDeliveryTag());
            }
            return target;
        }
    }
}
