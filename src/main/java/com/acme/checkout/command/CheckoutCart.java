package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The command CheckoutCart 1.0.0: check out this cart for this customer. */
public final class CheckoutCart extends Command {

    /** The one type that this service brings along: its rules are these annotations and need no JSON Schema. */
    static final CommandType TYPE = new CommandType("checkout-cart", 1, null, CheckoutCart::new);

    public CheckoutCart(ObjectNode json) {
        super(TYPE, json);
    }

    @UuidText
    public JsonNode getCustomerId() {
        return json().get("customerId");
    }

    @OptionalText(max = 128)
    public JsonNode getPromotionCode() {
        return json().get("promotionCode");
    }
}
