package com.acme.checkout.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.Checkout;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be resumed still says whose it is. */
class BrokerDoorTest {

    private static final String CART = "6f9619ff-8b86-d011-b42d-00c04fc964ff";
    private static final String OTHER_CART = "7f9619ff-8b86-d011-b42d-00c04fc964ff";
    private static final String CHECKOUT = "963bcda8-dbd7-5c7b-af0d-06a511427cbf";

    private final BrokerDoor door = new BrokerDoor(new ObjectMapper());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pendingAttempts",
                "pendingRound",
                "pendingFirstAt",
                "pendingLastAt",
                "pendingStatus",
                "pendingEvent"
            })
    void aCommandThatCannotBeResumedSaysWhoseItIs(String unreadable) {
        Checkout checkout = refused(
                Map.of(unreadable, "x", "cartId", CART, "checkoutId", CHECKOUT), "{\"cartId\":\"" + OTHER_CART + "\"}");
        assertThat(checkout.getCartId()).isEqualTo(CART);
        assertThat(checkout.getCheckoutId()).isEqualTo(CHECKOUT);
    }

    @Test
    void whereTheHeadersDoNotSayItTheBodyMay() {
        Checkout checkout = refused(
                Map.of("pendingAttempts", "x", "cartId", "somebody", "checkoutId", "something"),
                "{\"cartId\":\"" + CART + "\"}");
        assertThat(checkout.getCartId()).isEqualTo(CART);
        assertThat(checkout.getCheckoutId()).isNull();
    }

    /** Such as a third party might write there: whatever it is, a dead letter of it can be written. */
    @ParameterizedTest
    @ValueSource(strings = {"pendingHeaders", "pendingSource", "pendingMessageId", "idempotencyKey", "anything"})
    void aHeaderOnAnInternalQueueIsNoLongerThanThisServiceWritesIt(String name) {
        Checkout checkout = refused(Map.of(name, "x".repeat(129_000), "cartId", CART), "{}");
        assertThat(checkout.getCartId()).isEqualTo(CART);
        assertThat(checkout.received().source()).isEqualTo("checkout.pending.standard");
        assertThat(checkout.received().originalHeaders().json()).hasSizeLessThanOrEqualTo(16 * 1024);
        assertThat(checkout.idempotencyKey()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotencyKey", "ce_id"})
    void whateverKindAHeaderIsItSaysTheSameInEachDelivery(String name) {
        for (Supplier<Object> header : List.<Supplier<Object>>of(
                () -> List.of(new byte[] {1}),
                () -> Map.of("k", new byte[] {1}),
                () -> new byte[] {65},
                () -> List.of(List.of(Map.of("a", List.of(new byte[] {1})))))) {
            assertThat(key(name, header.get())).isNotNull().isEqualTo(key(name, header.get()));
        }
    }

    private String key(String name, Object value) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(BrokerDoor.HEADERS, new HashMap<>(Map.of(name, value)));
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.commands");
        exchange.getMessage().setBody("{}".getBytes(UTF_8));
        door.receive(exchange);
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        return name.equals("ce_id") ? checkout.received().eventAttributes().get("id") : checkout.idempotencyKey();
    }

    private Checkout refused(Map<String, Object> headers, String body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(BrokerDoor.HEADERS, new HashMap<>(headers));
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.pending.standard");
        exchange.getMessage().setBody(body.getBytes(UTF_8));
        assertThatThrownBy(() -> door.resume(exchange)).isInstanceOf(UnreadableHeaderException.class);
        return exchange.getProperty(Checkout.PROPERTY, Checkout.class);
    }
}
