package com.acme.checkout.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class PlainMessageMapperTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Test
    void headersArePlainData() throws Exception {
        camel.start();
        Map<String, Object> sent = new HashMap<>();
        sent.put("nothing", null);
        sent.put("encoded", "caf%C3%A9");
        sent.put("percent", "100%zz");
        sent.put("twice", Arrays.asList("a%20b", null));
        sent.put("odd", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        });
        sent.put("CamelX", "1");
        Exchange exchange = received(sent, "é", "1");
        assertThat(exchange.getProperty(BrokerDoor.HEADERS))
                .asInstanceOf(MAP)
                .hasSize(5)
                .containsEntry("nothing", null)
                .containsEntry("encoded", "café")
                .containsEntry("percent", "100%zz")
                .containsEntry("twice", Arrays.asList("a b", null))
                .containsEntry("odd", "(can't be read: java.lang.IllegalStateException)");
        assertThat(exchange.getMessage().getBody()).isEqualTo("é".getBytes(UTF_8));
        String id = exchange.getProperty(BrokerDoor.MESSAGE_ID, String.class);
        assertThat(received(sent, "é", "1").getProperty(BrokerDoor.MESSAGE_ID)).isEqualTo(id);
        assertThat(List.of(received(sent, "é", "2"), received(sent, "e", "1"), received(Map.of(), "é", "1")))
                .noneMatch(other -> id.equals(other.getProperty(BrokerDoor.MESSAGE_ID)));
    }

    private Exchange received(Map<String, Object> headers, Object body, String id) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getMessage().setBody(body);
        new PlainMessageMapper().receive(exchange, "checkout.commands", id);
        return exchange;
    }
}
