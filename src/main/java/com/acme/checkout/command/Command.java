package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A command to check out one cart: its JSON object as it came, so that a field which its sender adds tomorrow is carried to the
 * Orchestrator unchanged. The getters are what bean validation looks at; they return the raw nodes, so that a number where a
 * string belongs is one violation among all the others and not a parse error that hides them. A subclass says what else holds
 * of its type, beside that type's JSON Schema.
 */
public class Command {

    static final String CART_ID = "cartId";

    /** Reserved: derived by this service, and never a member of a command. */
    static final String CHECKOUT_ID = "checkoutId";

    private final CommandType type;
    private final ObjectNode json;

    /** Of that type. */
    protected Command(CommandType type, ObjectNode json) {
        this.type = type;
        this.json = json;
    }

    @UuidText
    public JsonNode getCartId() {
        return json.get(CART_ID);
    }

    /** The whole command, further fields included. */
    public ObjectNode json() {
        return json;
    }

    /** Which command it is. */
    public CommandType type() {
        return type;
    }
}
