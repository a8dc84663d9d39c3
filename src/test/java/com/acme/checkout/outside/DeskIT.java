package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the desk files, whatever was written on the dead-letter queue, and what it tells of it. */
class DeskIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Service service;
    private static Operators operators;
    private static Queues queues;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        service = new Service(folder, Operators.settings(Map.of())).start();
        operators = new Operators(service).awaitOpen();
        queues = new Queues(service.brokerPort);
    }

    @AfterAll
    static void stop() {
        queues.close();
        service.close();
    }

    /** Headers of a dead letter of the test that calls it, which its entries are found by: {@code source}. */
    private static Map<String, Object> headers(String source, Object... others) {
        Map<String, Object> headers = new LinkedHashMap<>(Map.of(
                "deadLetterId",
                UUID.randomUUID().toString(),
                "deadLetterReason",
                "EXHAUSTED",
                "deadLetterSource",
                source));
        for (int i = 0; i < others.length; i += 2) {
            headers.put((String) others[i], others[i + 1]);
        }
        return headers;
    }

    private static void send(byte[] body, Map<String, ?> headers) throws Exception {
        queues.send("checkout.dead-letters", body, headers);
    }

    private static List<JsonNode> awaitEntries(String query, int count) throws Exception {
        await(count + " entries with " + query)
                .until(() -> operators.json("/counts?" + query).path("total").asInt() == count);
        List<JsonNode> entries = new ArrayList<>();
        operators.entries("?limit=500&" + query).forEach(entries::add);
        return entries;
    }

    @Test
    void whatIsWrongInADeadLettersHeadersHoldsUpNoOther() throws Exception {
        Hostile.send(queues, "hostile");
        List<JsonNode> entries = awaitEntries("source=hostile", Hostile.FILED);
        assertThat(entries)
                .extracting(entry -> entry.path("reason").asText())
                .as("a reason that is none of ours")
                .contains("INTERNAL");
        assertThat(entries)
                .allMatch(entry -> entry.path("attempts").asInt() >= 0)
                .allMatch(entry -> java.time.Instant.parse(entry.path("lastAt").asText())
                        .isAfter(java.time.Instant.EPOCH.minusSeconds(1)));
        for (JsonNode entry : entries) {
            assertThat(operators
                            .get('/' + entry.path("id").asText() + "/headers")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(operators
                            .json('/' + entry.path("id").asText() + "/history")
                            .path("lines"))
                    .hasSize(1);
        }
    }

    @Test
    void aDeadLetterWithoutAnyHeaderIsFiledAndGivenOutTwiceItIsOneEntry() throws Exception {
        byte[] bare = ("bare " + UUID.randomUUID()).getBytes(UTF_8);
        send(bare, Map.of());
        await().until(() -> found(bare) != null);
        JsonNode entry = found(bare);
        assertThat(entry.path("reason").asText() + entry.path("source").asText())
                .isEqualTo("INTERNALunknown");

        Map<String, Object> twice = headers("twice");
        send("first".getBytes(UTF_8), twice);
        twice.put("deadLetterId", twice.get("deadLetterId").toString().toUpperCase(java.util.Locale.ROOT));
        send("first".getBytes(UTF_8), twice);
        send("another under its id".getBytes(UTF_8), twice);
        send("last".getBytes(UTF_8), headers("twice"));
        awaitEntries("source=twice", 3);
    }

    private static JsonNode found(byte[] body) throws Exception {
        return operators
                .entries("?text=" + new String(body, UTF_8).replace(" ", "%20"))
                .get(0);
    }

    @Test
    void anyBodyIsKeptByteForByte() throws Exception {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 'x');
        large[large.length - 1] = 0;
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        for (byte[] body : List.of(
                new byte[0],
                every,
                new byte[] {0},
                new byte[] {(byte) 0xc3, 0x28, (byte) 0xff},
                "{\"a\": \"ü\\u0000\"}".getBytes(UTF_8),
                large)) {
            Map<String, Object> headers = headers("bytes");
            bodies.put((String) headers.get("deadLetterId"), body);
            send(body, headers);
        }
        awaitEntries("source=bytes", bodies.size());
        for (var body : bodies.entrySet()) {
            assertThat(operators.bytes('/' + body.getKey() + "/body").body()).isEqualTo(body.getValue());
        }
        List<String> lines =
                operators.get("/export?source=bytes").body().lines().toList();
        assertThat(lines).hasSize(bodies.size());
        for (String line : lines) {
            JsonNode exported = JSON.readTree(line);
            assertThat(Base64.getDecoder().decode(exported.path("body").asText()))
                    .isEqualTo(bodies.get(exported.path("entry").path("id").asText()));
        }
    }

    @Test
    void aSerializedObjectIsFiledAsItsBytes() throws Exception {
        queues.sendObject("checkout.dead-letters", new ArrayList<>(List.of("serialized-marker-7")));
        await().until(() -> operators.entries("?text=serialized-marker-7").size() == 1);
        String id =
                operators.entries("?text=serialized-marker-7").get(0).path("id").asText();
        assertThat(new String(operators.bytes('/' + id + "/body").body(), ISO_8859_1))
                .contains("serialized-marker-7");
    }

    @Test
    void eachFilterLetsThroughWhatItSays() throws Exception {
        String cart = UUID.randomUUID().toString();
        String checkout = UUID.randomUUID().toString();
        send(
                "{\"note\": \"100% Ünder_scored!\"}".getBytes(UTF_8),
                headers(
                        "filters-one",
                        "deadLetterReason",
                        "REJECTED",
                        "deadLetterDestination",
                        "standard",
                        "cartId",
                        cart.toUpperCase(java.util.Locale.ROOT),
                        "checkoutId",
                        checkout,
                        "deadLetterLastAt",
                        "2026-01-31T12:00:00.5Z",
                        "deadLetterDetail",
                        "The Detail",
                        "deadLetterException",
                        "java.lang.Exception: what was thrown, 100%",
                        "deadLetterRoute",
                        "settle",
                        "deadLetterHeaders",
                        "{\"shop\":\"Corner\"}"));
        send(
                "{}".getBytes(UTF_8),
                headers(
                        "filters-two",
                        "deadLetterDestination",
                        "promotion",
                        "deadLetterLastAt",
                        "2026-02-01T12:00:00Z"));
        awaitEntries("source=filters-", 2);
        for (String one : List.of(
                "reason=REJECTED",
                "destination=standard",
                "cart=" + cart,
                "cart=" + cart.toUpperCase(java.util.Locale.ROOT),
                "checkout=" + checkout,
                "id=" + checkout,
                "route=settle,none",
                "exception=WHAT%20was",
                "exception=100%25",
                "id=" + cart.toUpperCase(java.util.Locale.ROOT),
                "id=" + cart.substring(0, 8) + "&state=OPEN",
                "to=2026-02-01T00:00:00Z",
                "from=2026-01-31T12:00:00Z&to=2026-02-01T12:00:00Z",
                "text=the%20detail",
                "text=WHAT%20was",
                "text=corner",
                "text=100%25%20%C3%BCnder_scored!",
                "reason=REJECTED&state=OPEN&text=%22shop%22")) {
            assertThat(operators.entries("?source=filters-&" + one))
                    .as(one)
                    .extracting(entry -> entry.path("source").asText())
                    .containsOnly("filters-one");
        }
        for (String two :
                List.of("destination=promotion,none", "from=2026-02-01T12:00:00Z", "reason=EXHAUSTED&reason=INVALID")) {
            assertThat(operators.entries("?source=filters-&" + two))
                    .as(two)
                    .extracting(entry -> entry.path("source").asText())
                    .containsOnly("filters-two");
        }
        HttpResponse<String> csv = operators.get("/export.csv?source=filters-&reason=REJECTED");
        assertThat(csv.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(csv.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"dead-letters.csv\"");
        assertThat(csv.body().lines()).hasSize(2).last().asString().contains(cart, ",The Detail,", "filters-one");
        for (String none : List.of(
                "text=under%25scored",
                "text=1__%25",
                "source=filters_",
                "state=RESOLVED",
                "reason=INVALID",
                "id=filters-",
                "id=%25",
                "route=settl",
                "exception=thrown%25")) {
            assertThat(operators.entries("?" + (none.startsWith("source") ? "" : "source=filters-&") + none))
                    .as(none)
                    .isEmpty();
        }
        for (String offset : List.of("7", "70", "71")) {
            send("{}".getBytes(UTF_8), headers("kafka.topic partition 1 offset " + offset));
        }
        send("{}".getBytes(UTF_8), headers("kafka.topic partition 10 offset 7"));
        awaitEntries("source=kafka.topic", 4);
        for (Map.Entry<String, Integer> each : Map.of(
                        "p1",
                        3,
                        "p1@7",
                        1,
                        "p10@7",
                        1,
                        "p1@70",
                        1,
                        "p0",
                        0,
                        "partition%201",
                        3,
                        "partition%201%20offset%207",
                        1)
                .entrySet()) {
            assertThat(operators.entries("?source=kafka.topic%20" + each.getKey()))
                    .as(each.getKey())
                    .hasSize(each.getValue());
        }
        for (String wrong : List.of(
                "stat=OPEN",
                "state=open",
                "reason=NONE",
                "from=yesterday",
                "limit=0",
                "limit=501",
                "limit=x",
                "after=x",
                "cart=a&cart=b",
                "cart=",
                "id=",
                "id=%20",
                "route=",
                "route=a,",
                "exception=",
                "exception=a&exception=b",
                "source=checkout.commands%20p0@x",
                "source=checkout.commands%20p@7",
                "id=a&id=b",
                "id=a%00b",
                "destination=,",
                "from=%2B1000000000-01-01T00:00:00Z",
                "to=0000-01-01T00:00:00Z",
                "text=a%00b",
                "source=a%00b",
                "cause=a%00b",
                "destination=a%00b",
                "after=99999999999999999999",
                "text=" + "x".repeat(501))) {
            HttpResponse<String> answer = operators.get("?" + wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
        assertThat(operators
                        .post("/replays", "{\"cause\": \"\\u0000\", \"dryRun\": true}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void pagesFollowEachOtherWithoutGapsWhileMoreArrives() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 57; i++) {
            Map<String, Object> headers = headers("pages");
            ids.add((String) headers.get("deadLetterId"));
            send("{}".getBytes(UTF_8), headers);
        }
        awaitEntries("source=pages", ids.size());
        Set<String> seen = new LinkedHashSet<>();
        String next = "";
        int pages = 0;
        while (next != null) {
            JsonNode page = operators.json("?source=pages&limit=10" + next);
            assertThat(page.path("entries").size()).isBetween(1, 10);
            page.path("entries")
                    .forEach(entry -> assertThat(seen.add(entry.path("id").asText()))
                            .as("seen once")
                            .isTrue());
            next = page.hasNonNull("next") ? "&after=" + page.path("next").asText() : null;
            pages++;
            if (pages == 2) {
                send("{}".getBytes(UTF_8), headers("pages"));
                awaitEntries("source=pages", ids.size() + 1);
            }
        }
        assertThat(seen).isEqualTo(ids);
        assertThat(pages).isEqualTo(6);
    }

    @Test
    void whatFailedAlikeIsOneGroupWhateverItsNumbersAndIds() throws Exception {
        for (int i = 0; i < 3; i++) {
            send(
                    "{}".getBytes(UTF_8),
                    headers(
                            "groups",
                            "deadLetterRoute",
                            "settle",
                            "deadLetterStatus",
                            "503",
                            "deadLetterException",
                            "java.io.IOException: call " + i + " of " + UUID.randomUUID() + " to http://orchestrator"
                                    + ":808" + i + "/sagas failed, see 0x7f3e1f7e" + i));
        }
        send(
                "{}".getBytes(UTF_8),
                headers(
                        "groups",
                        "deadLetterRoute",
                        "settle",
                        "deadLetterStatus",
                        "504",
                        "deadLetterException",
                        "java.io.IOException: call 1"));
        awaitEntries("source=groups", 4);
        JsonNode groups = operators.json("/groups?source=groups").path("groups");
        assertThat(groups).hasSize(2);
        assertThat(groups.get(0).path("count").asInt()).isEqualTo(3);
        assertThat(groups.get(0).path("byState").path("OPEN").asInt()).isEqualTo(3);
        assertThat(groups.get(0).path("exception").asText())
                .contains("java.io.IOException: call <n>")
                .doesNotContain("808");
        assertThat(groups.get(0).path("status").asInt()).isEqualTo(503);
        String cause = groups.get(0).path("fingerprint").asText();
        assertThat(operators.entries("?cause=" + cause)).hasSize(3);
        assertThat(operators
                        .post("/groups/" + cause + "/notes", "{\"text\": \" seen before\\u0000 \"}")
                        .body())
                .contains("\"text\":\"seen before\"");
        assertThat(operators
                        .json("/groups/" + cause + "/notes")
                        .path("notes")
                        .get(0)
                        .path("actor")
                        .asText())
                .isEqualTo("operator");
        assertThat(operators.get("/groups/" + "0".repeat(32) + "/notes").statusCode())
                .isEqualTo(404);
        String id = operators.entries("?cause=" + cause).get(0).path("id").asText();
        for (String wrong : List.of("{\"text\": \" \"}", "{}", "{\"text\": \"" + "x".repeat(4001) + "\"}", "text")) {
            assertThat(operators.post('/' + id + "/notes", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        operators.post('/' + id + "/notes", "{\"text\": \"ours\"}");
        assertThat(operators.json('/' + id + "/notes").path("notes")).hasSize(1);
    }
}
