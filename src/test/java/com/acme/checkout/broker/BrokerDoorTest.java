package com.acme.checkout.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.Checkout;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
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
    @ValueSource(strings = {"pendingAttempts", "pendingRound", "pendingFirstAt", "pendingLastAt", "pendingStatus", "pendingEvent"})
    void aCommandThatCannotBeResumedSaysWhoseItIs(String unreadable) {
        Checkout checkout = refused(Map.of(unreadable, "x", "cartId", CART, "checkoutId", CHECKOUT), "{\"cartId\":\"" + OTHER_CART + "\"}");
        assertThat(checkout.getCartId()).isEqualTo(CART);
        assertThat(checkout.getCheckoutId()).isEqualTo(CHECKOUT);
    }

    @Test
    void whereTheHeadersDoNotSayItTheBodyMay() {
        Checkout checkout = refused(Map.of("pendingAttempts", "x", "cartId", "somebody", "checkoutId", "something"), "{\"cartId\":\"" + CART + "\"}");
        assertThat(checkout.getCartId()).isEqualTo(CART);
        assertThat(checkout.getCheckoutId()).isNull();
    }

    private Checkout refused(Map<String, Object> headers, String body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(BrokerDoor.HEADERS, new HashMap<>(headers));
        exchange.setProperty(BrokerDoor.SOURCE, "checkout.pending.standard");
        exchange.getMessage().setBody(body.getBytes(UTF_8));
        assertThatThrownBy(() -> door.resume(exchange)).isInstanceOf(UnreadableHeader.class);
        return exchange.getProperty(Checkout.PROPERTY, Checkout.class);
    }
}
