package com.acme.checkout.broker.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.broker.BrokerDoor;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

class RabbitMessageMapperTest {

    private static final String COMMANDS = "checkout.commands";
    private static final byte[] BODY = "{\"cartId\":\"c-1\"}".getBytes(UTF_8);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final RabbitMessageMapper edge = new RabbitMessageMapper(
            new RabbitDelayQueues(List.of(Duration.ofSeconds(1)), List.of(Duration.ofMinutes(10))));

    @Test
    void whateverAHeaderIsItBecomesPlainData() {
        Map<String, Object> sent = new HashMap<>();
        sent.put("idempotencyKey", null);
        sent.put("text", longString("é".repeat(70_000)));
        sent.put(
                "nested",
                Map.of("list", Arrays.asList(longString("a"), null, 1L, new Date(0)), "bytes", new byte[] {1, 2}));
        sent.put("price", new BigDecimal("1.50"));
        sent.put("nan", Double.NaN);
        sent.put("x-delay", longString("soon"));
        sent.put("retry-count", longString("often"));
        sent.put("x-delivery-count", 3L);
        sent.put("JMSXTenant", 1L);
        Exchange exchange = received(
                COMMANDS,
                new AMQP.BasicProperties.Builder().headers(sent).deliveryMode(7).build(),
                BODY);
        assertThat(headers(exchange))
                .doesNotContainKey("x-delivery-count")
                .containsEntry("idempotencyKey", null)
                .containsEntry("text", "é".repeat(70_000))
                .containsEntry("price", new BigDecimal("1.50"))
                .containsEntry("nan", "NaN")
                .containsEntry("x-delay", "soon")
                .containsEntry("JMSXTenant", 1L)
                .containsEntry("retry-count", "often");
        assertThat(headers(exchange).get("nested")).isInstanceOfSatisfying(Map.class, nested -> {
            assertThat(nested.get("list")).isEqualTo(Arrays.asList("a", null, 1L, "1970-01-01T00:00:00Z"));
            assertThat((byte[]) nested.get("bytes")).containsExactly(1, 2);
        });
        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(BODY);
    }

    @Test
    void nestedTooDeepItSaysSo() {
        Object deep = 1;
        for (int i = 0; i < 3000; i++) {
            deep = List.of(deep);
        }
        assertThat(headers(received(
                                COMMANDS,
                                new AMQP.BasicProperties.Builder()
                                        .headers(Map.of("deep", deep))
                                        .build(),
                                BODY))
                        .get("deep")
                        .toString())
                .contains("nested deeper than 32 levels");
    }

    @Test
    void messagesThatDifferInAnythingAreTwoAndADeliveryIsNone() {
        String id = id(COMMANDS, Map.of("idempotencyKey", "1"), null);
        assertThat(id(COMMANDS, Map.of("idempotencyKey", "1", "x-delivery-count", 4L), null))
                .isEqualTo(id);
        assertThat(id(COMMANDS, Map.of("idempotencyKey", "2"), null)).isNotEqualTo(id);
        // Another broker counts in these; here they are its sender's.
        assertThat(id(COMMANDS, Map.of("idempotencyKey", "1", "_amq_tenant", "a"), null))
                .isNotEqualTo(id);
        assertThat(id(COMMANDS, Map.of("idempotencyKey", "1", "JMSXTenant", 1L), null))
                .isNotEqualTo(id);
        assertThat(id(COMMANDS, Map.of("idempotencyKey", 1L), null)).isNotEqualTo(id);
        assertThat(id(COMMANDS, Map.of("idempotencyKey", "1"), "m-1")).isNotEqualTo(id);
        assertThat(id(COMMANDS, Map.of(), null)).isNotEqualTo(id);
        assertThat(id(COMMANDS, Map.of("a", List.of("b", "c")), null))
                .isNotEqualTo(id(COMMANDS, Map.of("a", List.of("bc")), null));
    }

    @Test
    void dueIsObeyedWhereThisServiceWroteItAndAsFarAsItCouldHave() {
        long now = System.currentTimeMillis();
        assertThat(due("checkout.pending.standard", now + 60_000)).isEqualTo(now + 60_000);
        for (String open : List.of(COMMANDS, "checkout.dead-letters")) {
            assertThat(due(open, now + 60_000)).isNull();
        }
        for (Object odd : new Object[] {
            now - 1,
            now + Duration.ofHours(2).toMillis(),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            "tomorrow",
            Double.NaN,
            new byte[3]
        }) {
            assertThat(due("checkout.pending.standard", odd)).as("%s", odd).isNull();
        }
    }

    @Test
    void whatExpiredSaysWhereItWasWhicheverQueueItDiesInto() {
        Map<String, Object> sent = Map.of(
                "x-death",
                List.of(Map.of("queue", longString(COMMANDS), "reason", longString("expired"), "count", 1L)),
                "x-first-death-queue",
                longString("another"),
                "idempotencyKey",
                longString("k"),
                "deadLetterReason",
                longString("REJECTED"),
                "deadLetterId",
                longString("00000000-0000-0000-0000-000000000001"));
        Exchange expired = received(
                "checkout.expired",
                new AMQP.BasicProperties.Builder().headers(sent).build(),
                BODY);
        assertThat(expired.getProperty(BrokerDoor.SOURCE)).isEqualTo(COMMANDS);
        assertThat(headers(expired)).containsEntry("idempotencyKey", "k").doesNotContainKey("x-death");
        Map<String, Object> letter = headers(received(
                "checkout.dead-letters",
                new AMQP.BasicProperties.Builder().headers(sent).build(),
                BODY));
        assertThat(letter)
                .containsEntry("deadLetterReason", "INTERNAL")
                .containsEntry("deadLetterSource", COMMANDS)
                .containsEntry("cartId", "c-1")
                .containsEntry(
                        "deadLetterDetail",
                        "expired on the broker in queue checkout.commands before this service took it")
                .containsEntry("idempotencyKey", "k")
                .doesNotContainKey("deadLetterId");
        assertThat(letter.get("deadLetterHeaders").toString())
                .contains("\"idempotencyKey\":\"k\"", "\"deadLetterReason\":\"REJECTED\"");
    }

    @Test
    void aDeadLetterThatItsOperatorSentRoundStaysWhatItIs() {
        Map<String, Object> sent = Map.of(
                "x-death",
                List.of(Map.of("queue", longString("parked"), "reason", longString("expired"))),
                "deadLetterId",
                longString("i"),
                "deadLetterReason",
                longString("REJECTED"));
        assertThat(headers(received(
                        "checkout.dead-letters",
                        new AMQP.BasicProperties.Builder().headers(sent).build(),
                        BODY)))
                .containsEntry("deadLetterReason", "REJECTED")
                .containsEntry("deadLetterId", "i");
    }

    @Test
    void headersThatNoFrameHoldsAreRefusedBeforeTheyAreSent() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader("deadLetterHeaders", "\"".repeat(120_000));
        assertThat((Object) edge.toMessageProperties(exchange).getHeader("deadLetterHeaders"))
                .isEqualTo("\"".repeat(120_000));
        exchange.getMessage().setHeader("deadLetterHeaders", "\"".repeat(131_000));
        assertThatThrownBy(() -> edge.toMessageProperties(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("headers of \\d+ bytes do not fit RabbitMQ's frame of 131072");
        Exchange longName = new DefaultExchange(camel);
        longName.getMessage().setHeader("n".repeat(300), "v");
        assertThatThrownBy(() -> edge.toMessageProperties(longName)).isInstanceOf(IllegalStateException.class);
    }

    private Long due(String queue, Object due) {
        return received(
                        queue,
                        new AMQP.BasicProperties.Builder()
                                .headers(Map.of("due", due))
                                .build(),
                        BODY)
                .getProperty("due", Long.class);
    }

    private String id(String queue, Map<String, Object> headers, String messageId) {
        return received(
                        queue,
                        new AMQP.BasicProperties.Builder()
                                .headers(headers)
                                .messageId(messageId)
                                .build(),
                        BODY)
                .getProperty(BrokerDoor.MESSAGE_ID, String.class);
    }

    private Exchange received(String queue, AMQP.BasicProperties properties, byte[] body) {
        MessageProperties read = new RabbitMessageMapper.Properties()
                .toMessageProperties(properties, new Envelope(1, false, "", queue), "UTF-8");
        read.setConsumerQueue(queue);
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(new Message(body, read));
        edge.receive(exchange);
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headers(Exchange exchange) {
        return exchange.getProperty(BrokerDoor.HEADERS, Map.class);
    }

    private static LongString longString(String text) {
        return LongStringHelper.asLongString(text);
    }
}
