package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door with the sandbox behind it: each row of the status table, and each answer against the OpenAPI document. */
class HttpDoorIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUSTOMER = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";

    private static Service service;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        service = new Service(folder, Map.of()).start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000-0000-4000-8000-000000000001, 200, STARTED",
        "00000000-0000-4000-8000-000000000402, 200, STARTED",
        "00000000-0000-4000-8000-000000002503, 200, STARTED",
        "00000000-0000-4000-8000-000000000999, 200, STARTED",
        "00000000-0000-4000-8000-000000000503, 202, ACCEPTED",
        "00000000-0000-4000-8000-000000000429, 202, ACCEPTED",
        "00000000-0000-4000-8000-000000005000, 202, ACCEPTED",
        "00000000-0000-4000-8000-000000000404, 404, urn:acme:checkout:problem:cart-not-found",
        "00000000-0000-4000-8000-000000000409, 409, urn:acme:checkout:problem:cart-not-checkoutable",
        "00000000-0000-4000-8000-000000000422, 502, urn:acme:checkout:problem:refused-by-orchestrator",
    })
    void eachTestCartGetsItsStatus(String cart, int status, String says) throws Exception {
        HttpResponse<String> answer = service.post("/carts/" + cart + "/checkout", CUSTOMER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path(status < 300 ? "status" : "type").asText()).isEqualTo(says);
        OpenApi.conforms(answer);
        if (status < 300) {
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("/checkouts/" + body.path("checkoutId").asText());
            HttpResponse<String> standing =
                    service.get("/checkouts/" + body.path("checkoutId").asText());
            assertThat(standing.statusCode()).isEqualTo(200);
            OpenApi.conforms(standing);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "5",
                "{} {}",
                "{\"customerId\":\"a\",\"customerId\":\"b\"}",
                "{/**/}",
                "{\"customerId\":5}",
                "{\"customerId\":\"7f3e1f7e6d534f0a8a430c2a0b1f7e11\"}",
                "{\"customerId\":\"\\ud800\"}",
                "{\"customerId\":null}",
                "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"promotionCode\":\"\"}"
            })
    void whatIsNoValidCommandIs400AndSaysWhy(String body) throws Exception {
        HttpResponse<String> answer = service.post("/carts/" + UUID.randomUUID() + "/checkout", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("violations")).isNotEmpty();
        OpenApi.conforms(answer);
    }

    @Test
    void allViolationsAreToldAtOnce() throws Exception {
        HttpResponse<String> answer = service.post(
                "/carts/x/checkout", "{\"customerId\":5,\"promotionCode\":\"\"}", "Idempotency-Key", "a b");
        assertThat(JSON.readTree(answer.body()).path("violations").findValuesAsText("field"))
                .containsExactlyInAnyOrder("Idempotency-Key", "cartId", "customerId", "promotionCode");
    }

    @Test
    void nothingOfTheRequestComesBackOrSteers() throws Exception {
        HttpResponse<String> answer = service.post(
                "/carts/" + UUID.randomUUID() + "/checkout?CamelHttpPath=/y&Set-Cookie=a%3Db",
                CUSTOMER,
                "CamelHttpUri",
                "http://127.0.0.1:9/x",
                "kafka.OVERRIDE_TOPIC",
                "evil",
                "X-Echo",
                "echo");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().keySet())
                .isSubsetOf(
                        "connection",
                        "content-length",
                        "content-type",
                        "date",
                        "keep-alive",
                        "location",
                        "transfer-encoding");
    }

    @Test
    void aKeyIsOneCommandHoweverItIsWritten() throws Exception {
        String path = "/carts/" + UUID.randomUUID() + "/checkout";
        String key = "key-" + UUID.randomUUID();
        String first = service.post(path, CUSTOMER, "Idempotency-Key", key).body();
        assertThat(service.post(path, CUSTOMER, "Idempotency-Key", '"' + key + '"')
                        .body())
                .isEqualTo(first);
        HttpResponse<String> reused =
                service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Idempotency-Key", key);
        assertThat(reused.statusCode()).isEqualTo(422);
        OpenApi.conforms(reused);
    }

    @Test
    void preferencesAreApplied() throws Exception {
        HttpResponse<String> answer =
                service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Prefer", "respond-async");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("respond-async");
    }

    @Test
    void whoWaitsNotAtAllIsToldThatItIsDurable() throws Exception {
        HttpResponse<String> answer =
                service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Prefer", "wait=0");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=0");
        HttpResponse<String> patient = service.post(
                "/carts/00000000-0000-4000-8000-000000005000/checkout",
                CUSTOMER,
                "Prefer",
                "wait=10",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(patient.statusCode()).as(patient.body()).isEqualTo(200);
        assertThat(patient.headers().firstValue("Preference-Applied")).hasValue("wait=10");
    }

    @Test
    void aCloudEventIsItsCommandInEitherMode() throws Exception {
        String cart = UUID.randomUUID().toString();
        String command = "{\"cartId\":\"" + cart + "\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";
        String id = UUID.randomUUID().toString();
        HttpResponse<String> binary = service.post(
                "/commands/checkout-cart",
                command,
                "ce-specversion",
                "1.0",
                "ce-type",
                "acme.shopping.checkout-cart.v1",
                "ce-source",
                "/shopping",
                "ce-id",
                id);
        assertThat(binary.statusCode()).as(binary.body()).isEqualTo(200);
        HttpResponse<String> structured = service.post(
                "/commands/checkout-cart",
                "{\"specversion\":\"1.0\","
                        + "\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/shopping\",\"id\":\"" + id
                        + "\",\"data\":" + command + "}",
                "Content-Type",
                "application/cloudevents+json");
        assertThat(structured.body()).as("the same event, the same checkout").isEqualTo(binary.body());
        HttpResponse<String> unknown = service.post(
                "/commands/checkout-cart",
                command,
                "ce-specversion",
                "1.0",
                "ce-type",
                "acme.shopping.other.v1",
                "ce-source",
                "/shopping",
                "ce-id",
                id);
        assertThat(unknown.statusCode()).isEqualTo(422);
        OpenApi.conforms(unknown);
        HttpResponse<String> incomplete = service.post(
                "/commands/checkout-cart",
                command,
                "ce-specversion",
                "1.0",
                "ce-type",
                "acme.shopping.checkout-cart.v1");
        assertThat(JSON.readTree(incomplete.body()).path("violations").findValuesAsText("field"))
                .containsExactlyInAnyOrder("id", "source");
    }

    /** Each would be another event's key, once it is read. */
    @ParameterizedTest
    @CsvSource({
        "id,ce-id,%FF",
        "id,ce-id,%ED%A0%80",
        "id,ce-id,a%EF%BF%BD",
        "id,ce-id,%zz",
        "id,ce-id,%",
        "id,ce-id,%00",
        "source,ce-source,/%C0%AF"
    })
    void anEventsAttributeThatIsNoTextIsRefused(String field, String header, String value) throws Exception {
        HttpResponse<String> answer = service.post(
                "/commands/checkout-cart",
                CUSTOMER.replace("{", "{\"cartId\":\"" + UUID.randomUUID() + "\","),
                "ce-specversion",
                "1.0",
                "ce-type",
                "acme.shopping.checkout-cart.v1",
                field.equals("id") ? "ce-source" : "ce-id",
                "other",
                header,
                value);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("violations").findValuesAsText("field"))
                .containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-id", "ce-source", "ce-type"})
    void anEventsAttributeIsOneLine(String header) throws Exception {
        HttpResponse<String> answer = service.post(
                "/commands/checkout-cart",
                CUSTOMER.replace("{", "{\"cartId\":\"" + UUID.randomUUID() + "\","),
                "ce-specversion",
                "1.0",
                "ce-type",
                "acme.shopping.checkout-cart.v1",
                "ce-source",
                "/s",
                "ce-id",
                "1",
                header,
                header.equals("ce-type") ? "acme.shopping.checkout-cart.v1" : "2");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("must be one header line, not 2");
    }

    @Test
    void theDocumentsAreWholeWhateverPartIsAskedFor() throws Exception {
        for (String range : List.of("bytes=99999999-", "bytes=0-1")) {
            HttpResponse<String> answer = service.get("/openapi.yaml", "Range", range);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith("openapi:");
        }
    }

    @Test
    void theLimitIsOnWhatIsUnpacked() throws Exception {
        assertThat(gzipped(CUSTOMER.getBytes(), Integer.MAX_VALUE)).isEqualTo(200);
        assertThat(gzipped(new byte[50_000_000], Integer.MAX_VALUE)).isEqualTo(413);
        assertThat(gzipped(CUSTOMER.getBytes(), 20)).as("cut short").isEqualTo(400);
    }

    private static int gzipped(byte[] body, int cut) throws Exception {
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        byte[] bytes = java.util.Arrays.copyOf(packed.toByteArray(), Math.min(cut, packed.size()));
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + service.port
                                        + "/carts/" + UUID.randomUUID() + "/checkout"))
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void theOpenApiDocumentIsTheOneThatTheAnswersAreHeldAgainst() throws Exception {
        HttpResponse<String> answer = service.get("/openapi.yaml");
        assertThat(answer.body()).isEqualTo(Files.readString(OpenApi.FILE));
        OpenApi.conforms(answer);
    }

    @Test
    void theAsyncApiDocumentDescribesWhatTheDoorsTake() throws Exception {
        HttpResponse<String> answer = service.get("/asyncapi.yaml");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        JsonNode asyncapi = new ObjectMapper(new YAMLFactory()).readTree(answer.body());
        assertThat(asyncapi.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(asyncapi.path("info").path("title").asText() + " "
                        + asyncapi.path("info").path("version").asText())
                .isEqualTo("Checkout API 1.0.0");
        assertThat(asyncapi.path("operations"))
                .as("receives one message and sends none")
                .hasSize(1)
                .allMatch(operation -> operation.path("action").asText().equals("receive"));
        var payload = JSON.createObjectNode();
        payload.set("components", asyncapi.path("components"));
        payload.setAll((com.fasterxml.jackson.databind.node.ObjectNode)
                asyncapi.at("/components/messages/CheckoutCart/payload").deepCopy());
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(payload);
        for (JsonNode example : asyncapi.at("/components/messages/CheckoutCart/examples")) {
            assertThat(schema.validate(example.path("payload")))
                    .as(example.toString())
                    .isEmpty();
            assertThat(service.post(
                                    "/commands/checkout-cart",
                                    example.path("payload").toString(),
                                    "Content-Type",
                                    example.path("payload").has("specversion")
                                            ? "application/cloudevents+json"
                                            : "application/json")
                            .statusCode())
                    .isEqualTo(200);
        }
        for (String wrong :
                new String[] {"{}", "{\"cartId\":5,\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}"}) {
            assertThat(schema.validate(JSON.readTree(wrong))).isNotEmpty();
            assertThat(service.post("/commands/checkout-cart", wrong).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void anIdThatIsNoneIsUnknown() throws Exception {
        HttpResponse<String> answer = service.get("/checkouts/not-an-id");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void whatTheContainerRefusesIsAProblemToo() throws Exception {
        assertThat(service.get("/commands/checkout-cart").statusCode()).isEqualTo(405);
        assertThat(service.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(service.post("/commands/checkout-cart", "{}", "Content-Type", "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(service.post("/commands/checkout-cart", "{}", "Accept", "text/html")
                        .statusCode())
                .isEqualTo(406);
        assertThat(service.post("/commands/checkout-cart", " ".repeat(70_000)).statusCode())
                .isEqualTo(413);
        for (HttpResponse<String> answer : new HttpResponse[] {service.get("/nowhere"), service.get("/carts/a%2Fb")}) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "0e99999999999999", "-1e999"})
    void aNumberBeyondDoubleIs400WithItsPlace(String number) throws Exception {
        String cart = "\"cartId\":\"" + UUID.randomUUID() + "\",";
        String command = CUSTOMER.replace("{", "{" + cart + "\"items\":[{\"price\":" + number + "}],");
        String event =
                "{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/s\",\"id\":\"1\",\"data\":"
                        + command + "}";
        for (HttpResponse<String> answer : new HttpResponse[] {
            service.post("/commands/checkout-cart", command),
            service.post(
                    "/commands/checkout-cart",
                    command,
                    "Idempotency-Key",
                    UUID.randomUUID().toString()),
            service.post("/commands/checkout-cart", event, "Content-Type", "application/cloudevents+json")
        }) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/violations/0/field").asText())
                    .isEqualTo("items[0].price");
            OpenApi.conforms(answer);
        }
    }

    @Test
    void aCheckoutIdIsRefusedAndNullIsNone() throws Exception {
        String path = "/carts/" + UUID.randomUUID() + "/checkout";
        HttpResponse<String> answer = service.post(path, CUSTOMER.replace("{", "{\"checkoutId\":\"1\","));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).at("/violations/0/field").asText())
                .isEqualTo("checkoutId");
        assertThat(service.post(path, CUSTOMER.replace("{", "{\"checkoutId\":null,"))
                        .body())
                .isEqualTo(service.post(path, CUSTOMER).body())
                .contains("STARTED");
    }

    @Test
    void aNameMayBeLong() throws Exception {
        HttpResponse<String> answer = service.post(
                "/carts/" + UUID.randomUUID() + "/checkout",
                CUSTOMER.replace("{", "{\"" + "n".repeat(50_001) + "\":1,"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"7aCA, not UTF-8", "wK8=, not UTF-8", "9YCAgA==, not UTF-8", "%%%, not base64"})
    void dataInBase64IsReadStrictly(String data, String says) throws Exception {
        HttpResponse<String> answer = service.post(
                "/commands/checkout-cart",
                "{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/s\","
                        + "\"id\":\"1\",\"data_base64\":\"" + data + "\"}",
                "Content-Type",
                "application/cloudevents+json");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("data_base64 is " + says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo=\"a, respond-async\" | 200 | none",
                "respond-async=\"\"       | 202 | respond-async",
                "wait=99999999999         | 200 | wait=30",
            })
    void preferencesAreReadAsRfc7240Says(String prefer, int status, String applied) throws Exception {
        HttpResponse<String> answer =
                service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Prefer", prefer);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Preference-Applied").orElse("none"))
                .isEqualTo(applied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%63arts/{}/checkout",
                "/carts;a=1/{}/checkout",
                "//carts/{}/./checkout",
                "/x/../carts/{}/checkout",
                "/x/%2e%2e/carts/{}/checkout",
                "/carts%2f{}/checkout",
                "/carts/{}%5ccheckout",
                "/../carts/{}/checkout"
            })
    void anAliasOfAPathIsThePathOrNothing(String alias) throws Exception {
        String path = alias.replace("{}", UUID.randomUUID().toString());
        String post = "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
        assertThat(raw(post + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"))
                .matches("(?s)HTTP/1.1 (404|415) .*application/problem\\+json.*");
        assertThat(raw(post + "Content-Type: application/json\r\nContent-Length: " + CUSTOMER.length() + "\r\n\r\n"
                        + CUSTOMER))
                .matches("(?s)HTTP/1.1 (404|200) .*");
        assertThat(raw("POST " + path
                        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (404|413) .*application/problem\\+json.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e",
                "x%3fadmin=true",
                "..%252fadmin",
                "x%0aFORGED",
                "%31%31",
                "00000000-0000-4000-8000-00000000000"
            })
    void whatIsNoUuidIsNoCheckout(String id) throws Exception {
        assertThat(raw("GET /checkouts/" + id + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .contains("application/problem+json");
        assertThat(service.log()).doesNotContain("\nFORGED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /commands/checkout-cart HTTP/1.1 | Transfer-Encoding: gzip                | 501",
                "GET /nowhere HTTP/2.0                 | X: y                                   | 505",
                "CONNECT a:1 HTTP/1.1                  | X: y                                   | 501",
                "POST /commands/checkout-cart HTTP/1.1 | Expect: something                      | 417",
                "TRACE /commands/checkout-cart HTTP/1.1 | X: y                                  | 405",
                "BREW /commands/checkout-cart HTTP/1.1 | X: y                                   | 405",
            })
    void theContainersStatusStays(String line, String header, int status) throws Exception {
        assertThat(raw(line + "\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/problem+json", "\"status\":" + status)
                .doesNotContain("X: y");
    }

    @Test
    void aKeyIsOneLine() throws Exception {
        HttpResponse<String> answer = service.post(
                "/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Idempotency-Key", "a", "Idempotency-Key", "a");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).at("/violations/0/field").asText())
                .isEqualTo("Idempotency-Key");
        assertThat(service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER, "Idempotency-Key", "")
                        .statusCode())
                .isEqualTo(400);
    }

    private static String raw(String request) throws Exception {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", service.port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
