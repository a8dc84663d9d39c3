package com.acme.checkout.routes;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The rule table, in Camel alone: which destination a command's content picks, and what becomes of one that none picks. */
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
            AdviceWith.adviceWith(camel, "destinations", route -> route.weaveAddLast().to("mock:picked"));
            camel.start();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
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
        String command = "{\"cartId\":\"a\",\"further\":[1,2.50]}";
        assertThat(send(command).getProperty("command")).isEqualTo(JSON.readTree(command));
    }

    private Exchange send(String command) throws Exception {
        ObjectNode json = (ObjectNode) JSON.readTree(command);
        return producer.request("direct:destinations", exchange -> exchange.setProperty("command", json));
    }
}
