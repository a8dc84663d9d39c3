package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void valuesAreWhatTheyWere() throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "text",
                "a \"quote\"",
                "number",
                5,
                "flag",
                true,
                "bytes",
                new byte[] {1, 2},
                "nested",
                Map.of("list", List.of(1, "b", Map.of("c", new byte[] {3})))));
        headers.put("null", null);
        HeadersJson text = HeadersJson.of(headers);
        assertThat(text.cut()).isFalse();
        assertThat(JSON.readTree(text.json()))
                .isEqualTo(
                        JSON.readTree(
                                "{\"text\":\"a \\\"quote\\\"\",\"number\":5,\"flag\":true,\"bytes\":\"data:application/octet-stream;base64,AQI=\","
                                        + "\"nested\":{\"list\":[1,\"b\",{\"c\":\"data:application/octet-stream;base64,Aw==\"}]},\"null\":null}"));
    }

    /** A replay sends each as what it was. */
    @Test
    void eachComesBackAsTheKindThatItWas() throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "text",
                "a",
                "number",
                5,
                "fraction",
                1.5,
                "flag",
                true,
                "bytes",
                new byte[] {1, -2},
                "nested",
                Map.of("list", List.of(1, "b", Map.of("c", true)))));
        headers.put("null", null);
        JsonNode read = JSON.readTree(HeadersJson.of(headers).json());
        headers.forEach((name, value) ->
                assertThat(HeadersJson.value(read.get(name))).as(name).isEqualTo(value));
        String text = HeadersJson.BYTES + "no base64";
        assertThat(HeadersJson.value(
                        JSON.readTree(HeadersJson.of(Map.of("t", text)).json()).get("t")))
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\u0001", "x", "\u00e9", "\uD83D\uDED2"})
    void longOnesAreCutAndSaySo(String letter) throws Exception {
        HeadersJson text = HeadersJson.of(Map.of("long", letter.repeat(200_000), "short", "kept"));
        assertThat(text.cut()).isTrue();
        assertThat(text.json().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(HeadersJson.MOST_BYTES);
        JsonNode read = JSON.readTree(text.json());
        assertThat(read.path("short").asText()).isEqualTo("kept");
        assertThat(letter.repeat(200_000)).startsWith(read.path("long").asText());
        assertThat(read.path("long").asText()).hasSizeGreaterThan(1000);
    }

    @Test
    void tooManyAreTheFirstOfThem() throws Exception {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            headers.put("name-" + i, "value " + i);
        }
        headers.put("n".repeat(100_000), new byte[100_000]);
        HeadersJson text = HeadersJson.of(headers);
        assertThat(text.cut()).isTrue();
        assertThat(text.json().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(HeadersJson.MOST_BYTES);
        assertThat(JSON.readTree(text.json()).path("name-0").asText()).isEqualTo("value 0");
    }

    @Test
    void whatHasNoEndIsCut() {
        Map<String, Object> endless = new HashMap<>();
        endless.put("self", List.of(Map.of("a", endless.toString())));
        List<Object> deep = List.of();
        for (int i = 0; i < 5000; i++) {
            deep = List.of(deep);
        }
        assertThat(HeadersJson.of(Map.of("deep", deep, "map", endless)).json())
                .contains("deep")
                .contains("self");
    }

    @Test
    void whatBrokersCarryIsTheSameEachTimeHoweverDeep() {
        Object bytes = new byte[] {1, 2, 3};
        for (int i = 0; i < 31; i++) {
            bytes = i % 2 == 0 ? Map.of("a", bytes) : List.of(bytes);
        }
        assertThat(HeadersJson.of(Map.of("deep", bytes)).json())
                .contains(",AQID\"")
                .doesNotContain("[B@");
    }
}
