package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading as the route does it: text, Jackson, command, identify. */
class CommandReaderTest {

    private static final ObjectMapper JSON = StrictJson.mapper();
    private static final String CART = "123e4567-e89b-42d3-a456-426614174000";
    private static final String IDS =
            "\"cartId\":\"" + CART + "\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"";

    private final CommandReader reader = new CommandReader(CommandTypes.shipped());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e2147483648",
                "0e99999999999999",
                "-0e-99999999999999",
                "0.0E5000",
                "1e400",
                "-1e999",
                "1e-400",
                "1e-2147483648",
                "1e99999999999999999999",
                "0.1e310",
                "179769313486231580000e290"
            })
    void aNumberBeyondDoubleIsAViolationThatNamesItsPlace(String number) throws Exception {
        for (String key : new String[] {null, "key-1"}) {
            Checkout checkout = checkout();
            checkout.idempotencyKey(key);
            assertThat(violations(
                            checkout,
                            "{" + IDS + ",\"items\":[{\"price\":1},{\"price\":" + number + "}],\"total\":" + number
                                    + "}"))
                    .extracting(Violation::field)
                    .containsExactly("items[1].price", "total");
        }
    }

    static List<String> longNumbers() {
        return List.of("9".repeat(310), "-" + "9".repeat(5000), "1" + "0".repeat(60_000), "1".repeat(400) + ".5");
    }

    @ParameterizedTest
    @MethodSource("longNumbers")
    void soIsOneOfThousandsOfDigits(String number) throws Exception {
        assertThat(violations(checkout(), "{" + IDS + ",\"total\":" + number + "}"))
                .extracting(Violation::field)
                .containsExactly("total");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789012345678901234567890",
                "0.10000000000000000000000000000000000010",
                "-1.50",
                "0",
                "0.000",
                "4.9E-324",
                "1.7976931348623157E+308",
                "-9223372036854775808",
                "9223372036854775807",
                "2147483648",
                "0E-10"
            })
    void aNumberWithinItTravelsOnDigitByDigit(String number) throws Exception {
        Checkout checkout = checkout();
        Command command = read(checkout, "{" + IDS + ",\"total\":" + number + "}");
        assertThat(JSON.writeValueAsString(command.json())).endsWith("\"total\":" + number + "}");
        assertThat(checkout.received().violations()).isEmpty();
    }

    @Test
    void ofManyNumbersBeyondItTheFirstAreNamedAndTheOthersCounted() throws Exception {
        List<Violation> violations = violations(checkout(), "{" + IDS + ",\"all\":[" + "1e999,".repeat(5000) + "1]}");
        assertThat(violations)
                .hasSize(21)
                .last()
                .extracting(Violation::message)
                .asString()
                .contains("4980 further");
    }

    @Test
    void aPlaceIsOneShortLineWhateverTheNamesAre() throws Exception {
        List<Violation> violations = violations(checkout(), "{" + IDS + ",\"a\\n" + "b".repeat(50_000) + "\":1e999}");
        assertThat(violations)
                .singleElement()
                .extracting(Violation::field)
                .asString()
                .startsWith("a?bb")
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "5", "{}", "[]", "false", "\"\""})
    void aCheckoutIdIsReserved(String value) throws Exception {
        for (String event : new String[] {
            "%s",
            "{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/s\",\"id\":\"1\",\"data\":%s}"
        }) {
            List<Violation> violations =
                    violations(checkout(), event.formatted("{" + IDS + ",\"checkoutId\":" + value + "}"));
            assertThat(violations).singleElement().extracting(Violation::field).isEqualTo("checkoutId");
            assertThat(violations.get(0).message()).contains("reserved");
        }
    }

    @Test
    void oneThatIsNullIsAbsent() throws Exception {
        Checkout with = checkout();
        Command command = read(with, "{\"checkoutId\":null," + IDS + "}");
        assertThat(command.json().has("checkoutId")).isFalse();
        Checkout without = checkout();
        reader.identify(exchange(), with, command);
        reader.identify(exchange(), without, read(without, "{" + IDS + "}"));
        assertThat(with.getCheckoutId()).isEqualTo(without.getCheckoutId());
    }

    @Test
    void aNameMayBeAsLongAsTheMessage() throws Exception {
        String name = "n".repeat(60_000);
        assertThat(read(checkout(), "{" + IDS + ",\"" + name + "\":1}")
                        .json()
                        .path(name)
                        .intValue())
                .isEqualTo(1);
        assertThat(read(checkout(), "{" + IDS + ",\"t\":\"" + name + "\"}")
                        .json()
                        .path("t")
                        .textValue())
                .isEqualTo(name);
    }

    @Test
    void namesLeaveNothingBehind() {
        // Jackson keeps up to 6,000 of them, of 64 KiB each.
        assertThat(JSON.getFactory().isEnabled(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES))
                .isFalse();
        assertThat(JSON.getFactory().isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES))
                .isFalse();
    }

    @Test
    void thirtyTwoLevelsAreEnoughForACommandHoweverItComes() throws Exception {
        for (String event : new String[] {
            "%s",
            "{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/s\",\"id\":\"1\",\"data\":%s}"
        }) {
            assertThat(read(checkout(), event.formatted("{" + IDS + ",\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")))
                    .isNotNull();
            for (int levels : new int[] {32, 33, 40, 20_000}) {
                assertThatThrownBy(() -> read(
                                checkout(),
                                event.formatted("{" + IDS + ",\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}")))
                        .satisfies(e -> assertThat(CommandReader.unreadable(e))
                                .contains("32 levels")
                                .doesNotContain("digits"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%%%|not base64",
                "e30|not base64",
                "''|complete JSON",
                "7aCA|not UTF-8",
                "wK8=|not UTF-8",
                "9YCAgA==|not UTF-8",
                "W10=|one JSON object",
                "bnVsbA==|one JSON object",
                "e30ge30=|something follows",
                "eyJhIjoxLCJhIjoyfQ==|twice",
                "eyJh|ends in the middle"
            })
    void dataInBase64IsReadAsStrictlyAsTheCommand(String data, String says) {
        assertThatThrownBy(() -> read(checkout(), event("\"data_base64\":\"" + data + "\"")))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("data_base64")
                .hasMessageContaining(says.equals("complete JSON") ? "data_base64" : says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"x\uDBFF\"}", "{\"a\":\"\\ud800\"}", "{\"\\udc00\":1}"})
    void halfACharacterIsNone(String data) {
        String encoded = Base64.getEncoder()
                .encodeToString(data.replace("\uDBFF", "\\udbff").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(checkout(), event("\"data_base64\":\"" + encoded + "\"")))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("surrogate");
        assertThatThrownBy(() -> read(checkout(), event("\"data\":" + data.replace("\uDBFF", "\\udbff"))))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void dataInBase64IsTheCommand() throws Exception {
        String encoded =
                Base64.getEncoder().encodeToString(("{" + IDS + ",\"name\":\"é😀\"}").getBytes(StandardCharsets.UTF_8));
        for (String members : new String[] {"", "\"data\":null,"}) {
            Checkout checkout = checkout();
            assertThat(read(checkout, event(members + "\"data_base64\":\"" + encoded + "\""))
                            .json()
                            .path("name")
                            .textValue())
                    .isEqualTo("é😀");
            assertThat(checkout.getCartId()).isEqualTo(CART);
        }
        assertThat(violations(
                        checkout(),
                        event("\"data_base64\":\""
                                + Base64.getEncoder().encodeToString(("{" + IDS + ",\"n\":1e999}").getBytes()) + "\"")))
                .extracting(Violation::field)
                .containsExactly("n");
    }

    @Test
    void anEventHasOneKindOfData() {
        assertThatThrownBy(() -> read(checkout(), event("\"data\":{" + IDS + "},\"data_base64\":\"e30=\"")))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("both");
    }

    @Test
    void sourceAndIdAreHeldOnlyWithinTheLengthOfAKey() throws Exception {
        Checkout longest = checkout();
        read(longest, event("\"data\":{" + IDS + "}").replace("\"/s\"", "\"" + "s".repeat(253) + "\""));
        assertThat(longest.received().violations()).isEmpty();
        assertThat(longest.idempotencyKey()).hasSize(255);
        for (int length : new int[] {254, 60_000}) {
            Checkout checkout = checkout();
            assertThat(violations(
                            checkout,
                            event("\"data\":{" + IDS + "}").replace("\"/s\"", "\"" + "s".repeat(length) + "\"")))
                    .singleElement()
                    .extracting(Violation::field)
                    .isEqualTo("source");
            assertThat(checkout.idempotencyKey()).isNull();
        }
    }

    @Test
    void datacontenttypeIsShortAndJson() throws Exception {
        for (String good :
                new String[] {"\"application/json\"", "\"application/vnd.acme+JSON; charset=utf-8\"", "null"}) {
            assertThat(violations(checkout(), event("\"datacontenttype\":" + good + ",\"data\":{" + IDS + "}")))
                    .isEmpty();
        }
        for (String bad : new String[] {"5", "\"text/xml\"", "\"application/json;" + "x".repeat(300) + "\""}) {
            assertThat(violations(checkout(), event("\"datacontenttype\":" + bad + ",\"data\":{" + IDS + "}")))
                    .extracting(Violation::field)
                    .containsExactly("datacontenttype");
        }
    }

    @Test
    void whatThisServicePutAwayItselfMayHaveGrown() throws Exception {
        Checkout checkout = checkout();
        checkout.received().original(new byte[70_000]);
        assertThatThrownBy(() -> reader.text(checkout))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("64 KiB");
        checkout.attempts().resume(0, 0, null, null, null);
        assertThat(reader.text(checkout)).hasSize(70_000);
    }

    @Test
    void aSurpriseIsUnreadable() {
        Checkout odd = new Checkout(Checkout.Door.HTTP);
        odd.received().eventAttributes(null);
        assertThatThrownBy(() -> reader.command(odd, JSON.createObjectNode()))
                .isInstanceOf(UnreadableCommandException.class);
    }

    @Test
    void aKeyIsOneLine() {
        Checkout checkout = checkout();
        IdempotencyKey.take(checkout, "Idempotency-Key", List.of("a", "a"));
        assertThat(checkout.received().violations())
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .contains("one line");
        assertThat(checkout.idempotencyKey()).isNull();
        IdempotencyKey.take(checkout, "Idempotency-Key", List.of(""));
        assertThat(checkout.received().violations()).hasSize(2);
        IdempotencyKey.take(checkout, "Idempotency-Key", List.of());
        assertThat(checkout.received().violations()).hasSize(2);
    }

    private static String event(String members) {
        return "{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/s\",\"id\":\"1\","
                + members + "}";
    }

    private static Checkout checkout() {
        return new Checkout(Checkout.Door.BROKER);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    private Command read(Checkout checkout, String text) throws Exception {
        checkout.received().original(text.getBytes(StandardCharsets.UTF_8));
        return reader.command(checkout, JSON.readerFor(ObjectNode.class).readValue(reader.text(checkout)));
    }

    private List<Violation> violations(Checkout checkout, String text) throws Exception {
        Command command = read(checkout, text);
        if (!checkout.received().violations().isEmpty()) {
            assertThatThrownBy(() -> reader.identify(exchange(), checkout, command))
                    .isInstanceOf(InvalidCommandException.class);
        }
        return checkout.received().violations();
    }
}
