package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CheckoutCart;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class IdempotencyKeysTest {

    private final IdempotencyKeys keys = new IdempotencyKeys(TestSettings.of(CheckoutProperties.class));
    private final CheckoutCart one = command();
    private final CheckoutCart another = command();

    @Test
    void aKeyIsInFlightUntilItsExchangeIsDoneHoweverThatEnds() throws Exception {
        Exchange first = claim(null, one);
        assertThatThrownBy(() -> claim(null, one)).isInstanceOf(IdempotencyKeys.InFlightException.class);
        first.setException(new IllegalStateException("broke off"));
        done(first);
        assertThatCode(() -> claim(null, one)).doesNotThrowAnyException();
    }

    @Test
    void oneCallersKeyConcernsThatCallerAlone() throws Exception {
        done(claim("ann", one));
        assertThatCode(() -> claim("bob", another)).doesNotThrowAnyException();
        assertThatThrownBy(() -> claim("ann", another)).isInstanceOf(IdempotencyKeys.ReusedException.class);
        assertThatCode(() -> claim(null, another)).doesNotThrowAnyException();
    }

    @Test
    void aDigestTellsPartsApart() {
        assertThat(Digest.of("a", "bc")).isEqualTo(Digest.of("a", "bc")).isNotEqualTo(Digest.of("ab", "c"));
        assertThat(Digest.of(null, "a")).isNotEqualTo(Digest.of("", "a"));
    }

    private Exchange claim(String user, CheckoutCart command) throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        Exchange exchange = new DefaultExchange(camel);
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteUser(user);
        exchange.setProperty(HttpEngine.REQUEST, request);
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        checkout.idempotencyKey("key-1");
        keys.claim(exchange, checkout, command);
        return exchange;
    }

    private static void done(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    private static CheckoutCart command() {
        return new CheckoutCart(JsonNodeFactory.instance
                .objectNode()
                .put("cartId", UUID.randomUUID().toString())
                .put("customerId", UUID.randomUUID().toString()));
    }
}
