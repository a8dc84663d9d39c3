package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.ConstraintViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.bean.validator.BeanValidationException;
import org.springframework.stereotype.Component;

/**
 * The steps of reading a command that YAML can't say. The route joins them: {@link #text}, Jackson, {@link #command},
 * bean validation, {@link #identify}.
 */
@Component("commandReader")
public class CommandReader {

    /** The largest message that is read, in bytes after any content coding is undone. */
    public static final int MAX_BYTES = 64 * 1024;

    private final CommandTypes types;

    /** {@code types}: the commands that this service takes. */
    CommandReader(CommandTypes types) {
        this.types = types;
    }

    static final String TOO_DEEP = "within the limits: at most " + StrictJson.MAX_DEPTH + " levels deep";

    /**
     * The bytes as they are, once it is sure that they are UTF-8 and not too many. Jackson alone would let some
     * malformed sequences pass.
     */
    public byte[] text(@ExchangeProperty(Checkout.PROPERTY) Checkout checkout) throws UnreadableCommandException {
        byte[] bytes = checkout.received().original();
        // What this service has put away itself may have grown: the path's cart is in it, and a number may be written
        // longer.
        if (bytes.length > (checkout.attempts().resumed() ? 2 * MAX_BYTES : MAX_BYTES)) {
            throw new UnreadableCommandException("the message is larger than 64 KiB");
        }
        if (bytes.length == 0) {
            throw new UnreadableCommandException("the message is empty; it must be one JSON object");
        }
        checkUtf8(bytes, "the message");
        return bytes;
    }

    static void checkUtf8(byte[] bytes, String what) throws UnreadableCommandException {
        for (byte b : bytes) {
            if (b < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                } catch (CharacterCodingException e) {
                    throw new UnreadableCommandException(what + " is not UTF-8");
                }
                return;
            }
        }
    }

    /**
     * The command in the JSON object that Jackson read: an event is opened, the path's cart is merged in. What breaks a rule
     * that no single field's is, joins the checkout's violations.
     */
    public Command command(@ExchangeProperty(Checkout.PROPERTY) Checkout checkout, @Body ObjectNode body)
            throws UnknownCommandTypeException, UnreadableCommandException {
        if (body == null) {
            throw new UnreadableCommandException("the message is not one JSON object");
        }
        try {
            return open(checkout, body);
        } catch (RuntimeException e) {
            throw new UnreadableCommandException("the message can't be read as a command");
        }
    }

    private Command open(Checkout checkout, ObjectNode body)
            throws UnknownCommandTypeException, UnreadableCommandException {
        ObjectNode json = CloudEvents.unwrap(checkout, body, types);
        if (json != body) {
            for (var member : body.properties()) {
                if (member.getValue() != json) {
                    Values.check(checkout, member.getKey(), member.getValue());
                }
            }
        }
        boolean inRange = Values.check(checkout, "", json);
        JsonNode reserved = json.remove(Command.CHECKOUT_ID);
        if (reserved != null && !reserved.isNull()) {
            checkout.received()
                    .violations()
                    .add(new Violation(Command.CHECKOUT_ID, "is reserved: this service derives it; leave it out"));
        }
        String pathCartId = checkout.received().pathCartId();
        if (pathCartId != null) {
            JsonNode own = json.get(Command.CART_ID);
            if (own == null || own.isNull()) {
                ObjectNode whole = json.objectNode().put(Command.CART_ID, pathCartId);
                json.remove(Command.CART_ID);
                json = whole.setAll(json);
            } else if (!own.isTextual() || !own.textValue().equalsIgnoreCase(pathCartId)) {
                checkout.received()
                        .violations()
                        .add(new Violation(Command.CART_ID, "must equal the cartId of the path"));
            }
        }
        if (json.path("promotionCode").isNull()) {
            json.remove("promotionCode");
        }
        // What is beyond double range is no JSON to a schema, and has been told.
        if (inRange) {
            checkout.received().violations().addAll(checkout.type().violations(json));
        }
        Command command = checkout.type().bean(json);
        if (command.getCartId() != null
                && command.getCartId().isTextual()
                && CheckoutId.isUuid(command.getCartId().textValue())) {
            checkout.cartId(command.getCartId());
        }
        return command;
    }

    /** Gives the valid {@code command} its checkoutId; routes find it, and the trace, as exchange properties. */
    public void identify(
            Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout, @Body Command command)
            throws InvalidCommandException, UnreadableCommandException {
        if (!checkout.received().violations().isEmpty()) {
            throw new InvalidCommandException(checkout.received().violations());
        }
        try {
            checkout.checkoutId((checkout.idempotencyKey() != null
                            ? CheckoutId.ofKey(checkout.getCartId(), checkout.idempotencyKey())
                            : CheckoutId.ofContent(command))
                    .toString());
        } catch (IOException | RuntimeException e) {
            throw new UnreadableCommandException("the message has no canonical form (RFC 8785)");
        }
        exchange.setProperty("command", command.json());
        exchange.setProperty("commandType", command.type().name());
        exchange.setProperty("rules", command.type().rules());
        exchange.setProperty("checkoutId", checkout.getCheckoutId());
        exchange.setProperty("traceparent", checkout.getTraceparent());
        exchange.setProperty("tracestate", checkout.getTracestate());
    }

    /** All violations that {@code failure} tells of, together with those of the message around the command; may be empty. */
    public static List<Violation> violations(Exchange exchange, Throwable failure) {
        if (failure instanceof InvalidCommandException invalid) {
            return invalid.violations();
        }
        List<Violation> all = new ArrayList<>();
        if (failure instanceof BeanValidationException invalid) {
            for (ConstraintViolation<?> violation : invalid.getConstraintViolations()) {
                all.add(new Violation(violation.getPropertyPath().toString(), violation.getMessage()));
            }
            Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
            all.addAll(checkout.received().violations());
            all.sort(Comparator.comparing(Violation::field).thenComparing(Violation::message));
        }
        return all;
    }

    /** What {@code failure} says of the message, without a word of the message itself; null where it is no such failure. */
    public static String unreadable(Throwable failure) {
        if (failure instanceof UnreadableCommandException) {
            return failure.getMessage();
        }
        return failure instanceof JsonProcessingException json ? "the message is not " + describe(json) : null;
    }

    static String describe(JsonProcessingException failure) {
        String where = failure.getLocation() == null || failure.getLocation().getLineNr() < 1
                ? ""
                : " (line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ")";
        String what = failure.getOriginalMessage() == null ? "" : failure.getOriginalMessage();
        if (failure instanceof StreamConstraintsException) {
            return (what.startsWith("Document nesting depth")
                            ? TOO_DEEP
                            : "within the limits: no name, string or number may be that long")
                    + where;
        }
        if (failure instanceof JsonEOFException) {
            return "complete JSON: it ends in the middle" + where;
        }
        if (what.startsWith("Duplicate field")) {
            return "strict JSON: a field's name appears twice" + where;
        }
        if (what.startsWith("Trailing token")) {
            return "one JSON object alone: something follows it" + where;
        }
        if (failure instanceof JsonParseException) {
            return "valid JSON" + where;
        }
        return failure instanceof MismatchedInputException ? "one JSON object" + where : "readable JSON" + where;
    }
}
