package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTypesTest {

    private static final String SCHEMA = """
            {"$schema": "http://json-schema.org/draft-07/schema#", "required": ["cartId", "email"],
             "properties": {"email": {"type": "string"}}}
            """;
    private static final String CART = "6fd5b6d6-0d4a-4bb1-9a1b-4a39a1d2d3f1";
    private static final String DOOR = "/commands/checkout-guest-cart";
    private static final String EVENT = "acme.shopping.checkout-guest-cart.v3";

    @TempDir
    private Path folder;

    private CommandTypes types;

    @BeforeEach
    void add() throws Exception {
        Files.writeString(folder.resolve("checkout-guest-cart.v3.schema.json"), SCHEMA);
        types = types(List.of());
    }

    @Test
    void aFilesNameIsItsDoorAndItsEvent() {
        assertThat(types.further()).hasSize(1);
        CommandType type = types.further().get(0);
        assertThat(type.path()).isEqualTo(DOOR);
        assertThat(type.eventType()).isEqualTo(EVENT);
        assertThat(type.rules()).isEqualTo("destinations-checkout-guest-cart");
        assertThat(types.all()).first().extracting(CommandType::rules).isEqualTo("destinations");
        assertThat(types.isDoor(DOOR)).isTrue();
        assertThat(types.isDoor("/commands/other")).isFalse();
    }

    @Test
    void withoutAFolderThereIsCheckoutCart() {
        assertThat(CommandTypes.of(folder.resolve("none"), List.of(), each -> {})
                        .all())
                .extracting(CommandType::eventType)
                .containsExactly("acme.shopping.checkout-cart.v1");
    }

    /** Which command a message holds is said by its door, or else by its event. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/commands/checkout-guest-cart,  -,                                    checkout-guest-cart",
                "/commands/checkout-guest-cart,  acme.shopping.checkout-guest-cart.v3, checkout-guest-cart",
                "/commands/checkout-guest-cart,  acme.shopping.checkout-cart.v1,       -",
                "/commands/checkout-guest-cart,  acme.shopping.checkout-guest-cart.v1, -",
                "/commands/checkout-cart,        -,                                    checkout-cart",
                "/commands/checkout-cart,        acme.shopping.checkout-guest-cart.v3, -",
                "/carts/{cartId}/checkout,       -,                                    checkout-cart",
                "/commands/gone,                 -,                                    -",
                "checkout.commands,              -,                                    checkout-cart",
                "checkout.commands/3@17,         acme.shopping.checkout-guest-cart.v3, checkout-guest-cart",
                "checkout.commands,              acme.shopping.checkout-cart.v1,       checkout-cart",
                "checkout.commands,              acme.shopping.other.v1,               -",
            })
    void theDoorOrTheEventSaysWhichCommandItIs(String source, String event, String expected) throws Exception {
        Checkout checkout = checkout(source, event);
        String members = "{\"cartId\":\"" + CART + "\",\"customerId\":\"" + CART + "\",\"email\":\"a@example.org\"}";
        if (expected == null) {
            assertThatThrownBy(() -> read(checkout, members)).isInstanceOf(UnknownCommandTypeException.class);
            return;
        }
        Command command = read(checkout, members);
        assertThat(command.type().name()).isEqualTo(expected);
        assertThat(checkout.received().violations()).isEmpty();
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        new CommandReader(types).identify(exchange, checkout, command);
        assertThat(exchange.getProperty("commandType")).isEqualTo(expected);
        assertThat(exchange.getProperty("rules")).isEqualTo(command.type().rules());
    }

    @Test
    void whatIsTakenIsTold() {
        assertThatThrownBy(() -> types.ofEvent("other", null))
                .hasMessage("the CloudEvent's type must be one of acme.shopping.checkout-cart.v1, " + EVENT);
        assertThatThrownBy(() -> CommandTypes.shipped().ofEvent("other", null))
                .hasMessage("the CloudEvent's type must be acme.shopping.checkout-cart.v1");
    }

    @Test
    void aSchemaFindsItsViolationsBesideTheOthers() throws Exception {
        Checkout checkout = checkout(DOOR, null);
        read(checkout, "{\"cartId\":\"" + CART + "\",\"email\":7,\"checkoutId\":\"x\"}");
        assertThat(checkout.received().violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("email", "checkoutId");
    }

    /** A number that is no JSON to a schema is told once. */
    @Test
    void numbersBeyondRangeAreToldOnce() throws Exception {
        Checkout checkout = checkout(DOOR, null);
        read(checkout, "{\"cartId\":\"" + CART + "\",\"email\":1e999}");
        assertThat(checkout.received().violations())
                .singleElement()
                .satisfies(each -> assertThat(each.message()).contains("IEEE 754"));
    }

    /** Two commands with the same members are two attempts, unless one key makes them one. */
    @Test
    void aCommandsTypeIsPartOfItsIdentity() throws Exception {
        ObjectNode json = (ObjectNode)
                StrictJson.mapper().readTree("{\"cartId\":\"" + CART + "\",\"customerId\":\"" + CART + "\"}");
        CommandType guest = types.further().get(0);
        assertThat(CheckoutId.ofContent(new Command(guest, json)))
                .isNotEqualTo(CheckoutId.ofContent(new CheckoutCart(json)));
        ObjectNode upper = json.deepCopy().put("cartId", CART.toUpperCase(java.util.Locale.ROOT));
        assertThat(CheckoutId.ofContent(new Command(guest, json)))
                .isEqualTo(CheckoutId.ofContent(new Command(guest, upper)));
    }

    @Test
    void aBeanIsLookedAtBesideTheSchema() throws Exception {
        CommandTypes withBean = types(List.of(new CommandBean() {
            @Override
            public String command() {
                return "checkout-guest-cart";
            }

            @Override
            public Command of(CommandType type, ObjectNode json) {
                return new GuestCart(type, json);
            }
        }));
        Checkout checkout = checkout(DOOR, null);
        Command command = new CommandReader(withBean).command(checkout, (ObjectNode)
                StrictJson.mapper().readTree("{\"cartId\":\"" + CART + "\",\"note\":\"" + "x".repeat(9) + "\"}"));
        assertThat(checkout.received().violations())
                .extracting(Violation::field)
                .containsExactly("email");
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();
            assertThat(validator.validate(command))
                    .extracting(each -> each.getPropertyPath().toString())
                    .containsExactly("note");
        }
    }

    /** A bean of an engineer's. */
    public static final class GuestCart extends Command {

        GuestCart(CommandType type, ObjectNode json) {
            super(type, json);
        }

        @OptionalText(max = 8)
        public JsonNode getNote() {
            return json().get("note");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Guest.v1.schema.json, its name is no command and version",
        "guest.schema.json,    its name is no command and version",
        "checkout-cart.v2.schema.json, there is a command checkout-cart already",
        "checkout-guest-cart.v4.schema.json, there is a command checkout-guest-cart already"
    })
    void refusesWhatIsNoFurtherCommand(String file, String wrong) throws Exception {
        Files.writeString(folder.resolve(file), SCHEMA);
        List<InvalidSchemaException> mistakes = new ArrayList<>();
        assertThat(CommandTypes.of(folder, List.of(), mistakes::add).further()).hasSize(1);
        assertThat(mistakes).singleElement().satisfies(each -> {
            assertThat(each).hasMessageStartingWith(wrong);
            assertThat(each.file().getFileName()).hasToString(file);
        });
    }

    private CommandTypes types(List<CommandBean> beans) {
        return CommandTypes.of(folder, beans, mistake -> {
            throw new AssertionError(mistake);
        });
    }

    private static Checkout checkout(String source, String event) {
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        checkout.received().source(source);
        if (event != null) {
            checkout.received().eventAttributes(Map.of("type", event, "source", "/s", "id", "1", "specversion", "1.0"));
        }
        return checkout;
    }

    private Command read(Checkout checkout, String text) throws Exception {
        checkout.received().original(text.getBytes(StandardCharsets.UTF_8));
        return new CommandReader(types).command(checkout, StrictJson.mapper().readValue(text, ObjectNode.class));
    }
}
