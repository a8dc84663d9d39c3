package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A further command, of which there are a JSON Schema and a route with rules, in the packaged application. */
class CommandTypesIT {

    private static final String DOOR = "/commands/checkout-guest-cart";
    private static final String RULES = """
            # All of them go to the standard destination.
            - route:
                id: destinations-checkout-guest-cart
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:destinations-checkout-guest-cart
                  steps:
                    - setProperty: {name: destination, constant: standard}
            """;
    private static final String SCHEMA = """
            {"$schema": "http://json-schema.org/draft-07/schema#", "title": "CheckoutGuestCart", "type": "object",
             "properties": {"email": {"$ref": "#/definitions/email"}}, "required": ["cartId", "email"],
             "definitions": {"email": {"type": "string", "format": "email"}}}
            """;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Orchestrator orchestrator;
    private static Service service;
    private static Operators operators;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path project = Project.copy(folder.resolve("project"));
        Path commands = Files.createDirectories(project.resolve("routes/commands"));
        Files.writeString(commands.resolve("checkout-guest-cart.v1.schema.json"), SCHEMA);
        Files.writeString(commands.resolve("checkout-guest-cart.camel.yaml"), RULES);
        orchestrator = new Orchestrator();
        service = new Service(folder, Operators.settings(Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url())))
                .in(project)
                .start();
        operators = new Operators(service).awaitOpen();
    }

    @AfterAll
    static void stop() {
        service.close();
        orchestrator.close();
    }

    @Test
    void itsDoorTakesItAndItsEventAndNothingElse() throws Exception {
        String cart = UUID.randomUUID().toString();
        HttpResponse<String> started = service.post(DOOR, guest(cart), "Prefer", "wait=30");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        JsonNode sent = orchestrator.callsFor(cart).get(0).body();
        assertThat(sent.path("email").asText()).isEqualTo("ada@example.org");
        assertThat(sent.path("checkoutId"))
                .isEqualTo(JSON.readTree(started.body()).path("checkoutId"));

        HttpResponse<String> event = service.post(
                DOOR,
                event(
                        "acme.shopping.checkout-guest-cart.v1",
                        guest(UUID.randomUUID().toString())),
                "Content-Type",
                "application/cloudevents+json",
                "Prefer",
                "wait=30");
        assertThat(event.statusCode()).as(event.body()).isEqualTo(200);
        HttpResponse<String> other = service.post(
                DOOR,
                event("acme.shopping.checkout-cart.v1", guest(UUID.randomUUID().toString())),
                "Content-Type",
                "application/cloudevents+json");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(422);
        assertThat(other.body()).contains("acme.shopping.checkout-guest-cart.v1");

        HttpResponse<String> invalid = service.post(DOOR, "{\"cartId\":\"7\",\"email\":7}");
        assertThat(invalid.statusCode()).as(invalid.body()).isEqualTo(400);
        assertThat(JSON.readTree(invalid.body()).path("violations").findValuesAsText("field"))
                .containsExactlyInAnyOrder("cartId", "email");
        assertThat(service.post(
                                "/commands/checkout-cart",
                                guest(UUID.randomUUID().toString()))
                        .body())
                .as("CheckoutCart stays as it is")
                .contains("customerId");
        assertThat(service.post("/commands/checkout-other-cart", "{}").statusCode())
                .isEqualTo(404);
        assertThat(service.get(DOOR).statusCode()).isEqualTo(405);
        assertThat(service.post(DOOR, guest(cart), "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
    }

    /** Its door is all that says what it is: through parking, as a dead letter, and when the desk gives it back. */
    @Test
    void aDeadLetterOfItIsReplayedAsWhatItWas() throws Exception {
        String cart = UUID.randomUUID().toString();
        orchestrator.answers = call ->
                Orchestrator.Answer.of(call.body().path("cartId").asText().equals(cart) ? 422 : 201);
        assertThat(service.post(DOOR, guest(cart), "Prefer", "respond-async").statusCode())
                .isEqualTo(202);
        await("it is a dead letter")
                .until(() -> operators.entries("?cart=" + cart).size() == 1);
        JsonNode entry = operators.entries("?cart=" + cart).get(0);
        assertThat(entry.path("reason").asText()).isEqualTo("REFUSED");
        assertThat(entry.path("source").asText()).isEqualTo(DOOR);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        operators.awaitState(operators.replay("{\"ids\": [\"" + entry.path("id").asText() + "\"]}"), "DONE");
        await().until(() -> operators
                .json("/" + entry.path("id").asText())
                .path("state")
                .asText()
                .equals("RESOLVED"));
        assertThat(orchestrator.callsFor(cart))
                .last()
                .satisfies(
                        call -> assertThat(call.body().path("email").asText()).isEqualTo("ada@example.org"));
    }

    @Test
    void theDocumentsDescribeIt() throws Exception {
        JsonNode openapi =
                new YAMLMapper().readTree(service.get("/openapi.yaml").body());
        JsonNode operation = openapi.path("paths").path(DOOR).path("post");
        assertThat(operation.path("operationId").asText()).isEqualTo("sendCheckoutGuestCart");
        assertThat(operation.toString()).doesNotContain("CheckoutCart", "checkout-cart");
        assertThat(openapi.at("/components/schemas/CheckoutGuestCart/definitions/email/format")
                        .asText())
                .isEqualTo("email");
        JsonNode asyncapi =
                new YAMLMapper().readTree(service.get("/asyncapi.yaml").body());
        assertThat(asyncapi.at("/components/schemas/CheckoutGuestCartEvent/properties/type/const")
                        .asText())
                .isEqualTo("acme.shopping.checkout-guest-cart.v1");
        for (JsonNode document : new JsonNode[] {openapi, asyncapi}) {
            assertThat(document.findValuesAsText("$ref"))
                    .filteredOn(each -> !each.startsWith("#/definitions/"))
                    .allSatisfy(
                            each -> assertThat(document.at(each.substring(1)).isMissingNode())
                                    .as(each)
                                    .isFalse());
        }
    }

    private static String guest(String cart) {
        return "{\"cartId\":\"" + cart + "\",\"email\":\"ada@example.org\"}";
    }

    private static String event(String type, String data) {
        return "{\"specversion\":\"1.0\",\"type\":\"" + type + "\",\"source\":\"/shop\",\"id\":\"" + UUID.randomUUID()
                + "\",\"data\":" + data + "}";
    }
}
