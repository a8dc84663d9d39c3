package com.acme.checkout.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.RawOrchestrator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The rule table and the delivery's judgement, in Camel alone: what a command's content picks, what is sent, what an answer means. */
@CamelSpringBootTest
@SpringBootTest
@UseAdviceWith
@DirtiesContext
class DestinationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path data;

    @Autowired
    private CamelContext camel;

    @Autowired
    private ProducerTemplate producer;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("checkout.data", data::toString);
        settings.add("management.server.port", () -> "0");
    }

    @BeforeEach
    void start() throws Exception {
        if (!camel.isStarted()) {
            AdviceWith.adviceWith(
                    camel, "destinations", route -> route.weaveAddLast().to("mock:picked"));
            camel.start();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cartId\":\"a\"}                                                 | standard",
                "{\"cartId\":\"a\",\"promotionCode\":null}                          | standard",
                "{\"cartId\":\"a\",\"promotionCode\":\"SALE\"}                      | promotion",
                "{\"cartId\":\"a\",\"further\":{\"promotionCode\":\"not mine\"}}    | standard",
            })
    void theContentPicksTheDestination(String command, String destination) throws Exception {
        assertThat(send(command).getProperty("destination")).isEqualTo(destination);
    }

    @Test
    void aRuleNeverChangesTheCommand() throws Exception {
        String command = "{\"cartId\":\"a\",\"further\":[1,2.25]}";
        assertThat(send(command).getProperty("command")).isEqualTo(JSON.readTree(command));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "200 | null",
                "201 | null",
                "299 | null",
                "404 | RejectedException",
                "409 | RejectedException",
                "302 | RefusedException",
                "304 | RefusedException",
                "422 | RefusedException",
                // Nobody has answered: a fault of the routes, never a success.
                "null | IllegalStateException",
                "0 | IllegalStateException",
                "199 | IllegalStateException",
                "'' | IllegalStateException",
                "2xx | IllegalStateException",
                "1000 | IllegalStateException",
            })
    void aStatusThatIsNoneIsAFault(String status, String failure) {
        Exchange exchange = producer.request(
                "direct:answered",
                sent -> sent.setProperty(
                        "status",
                        status != null && status.matches("[0-9]+") ? (Object) Integer.valueOf(status) : status));
        assertThat(
                        exchange.getException() == null
                                ? null
                                : exchange.getException().getClass().getSimpleName())
                .isEqualTo(failure);
    }

    @Test
    void theCheckoutIdThatIsSentIsOursAndComesFirst() throws Exception {
        try (RawOrchestrator orchestrator = new RawOrchestrator()) {
            Checkout checkout = new Checkout(Checkout.Door.BROKER);
            checkout.checkoutId("963bcda8-dbd7-5c7b-af0d-06a511427cbf");
            Exchange exchange = producer.request(
                    "kamelet:orchestrator-sink/mapping?noErrorHandler=true&url=" + orchestrator.url(), sent -> {
                        sent.setProperty(Checkout.PROPERTY, checkout);
                        sent.setProperty("checkoutId", checkout.getCheckoutId());
                        sent.getMessage()
                                .setBody(JSON.readTree(
                                        "{\"cartId\":\"a\",\"checkoutId\":\"theirs\",\"further\":[1,2.25]}"));
                    });
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getProperty("status")).isEqualTo(201);
            assertThat(checkout.settlement().confirmed()).isTrue();
            assertThat(orchestrator.requests)
                    .singleElement()
                    .extracting(RawOrchestrator.Request::body)
                    .isEqualTo(
                            "{\"checkoutId\":\"963bcda8-dbd7-5c7b-af0d-06a511427cbf\",\"cartId\":\"a\",\"further\":[1,2.25]}");
        }
    }

    private Exchange send(String command) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(command);
        return producer.request("direct:destinations", exchange -> {
            exchange.setProperty("command", json);
            exchange.getMessage().setBody(json);
        });
    }
}
