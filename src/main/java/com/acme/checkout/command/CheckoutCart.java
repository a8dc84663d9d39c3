package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The command CheckoutCart 1.0.0: check out this cart for this customer.
 *
 * <p>Wraps the JSON object as it came, so that a field which Shopping adds tomorrow is carried to the Orchestrator
 * unchanged. The getters are what bean validation looks at; they return the raw nodes, so that a number where a string
 * belongs is one violation among all the others and not a parse error that hides them.
 */
public final class CheckoutCart {

    static final String CART_ID = "cartId";

    /** Reserved: derived by this service, and never a member of the command. */
    static final String CHECKOUT_ID = "checkoutId";

    private final ObjectNode json;

    public CheckoutCart(ObjectNode json) {
        this.json = json;
    }

    @UuidText
    public JsonNode getCartId() {
        return json.get(CART_ID);
    }

    @UuidText
    public JsonNode getCustomerId() {
        return json.get("customerId");
    }

    @OptionalText(max = 128)
    public JsonNode getPromotionCode() {
        return json.get("promotionCode");
    }

    /** The whole command, further fields included. */
    public ObjectNode json() {
        return json;
    }
}
