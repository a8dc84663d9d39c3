package com.acme.checkout.command;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes a further command a Java bean of its own, for rules that its JSON Schema can't say: bean validation looks at it beside
 * the schema. A Spring bean of this type is found by itself; a command without one needs none.
 */
public interface CommandBean {

    /** The command's name, as in {@code checkout-guest-cart}. */
    String command();

    /** The bean. Its getters carry the constraints and return the raw nodes. */
    Command of(CommandType type, ObjectNode json);
}
