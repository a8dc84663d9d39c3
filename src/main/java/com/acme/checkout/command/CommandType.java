package com.acme.checkout.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;

/** A command that this service takes: what it is called at each door, and what holds of it. Thread-safe. */
public final class CommandType {

    private static final String RULES = "destinations";

    private final String name;
    private final int version;
    private final CommandSchema schema;
    private final Function<ObjectNode, Command> bean;

    /** {@code schema}: null where the bean says all. */
    CommandType(String name, int version, CommandSchema schema, Function<ObjectNode, Command> bean) {
        this.name = name;
        this.version = version;
        this.schema = schema;
        this.bean = bean;
    }

    /** As in {@code checkout-guest-cart}. */
    public String name() {
        return name;
    }

    /** From 1. */
    public int version() {
        return version;
    }

    /** The {@code type} of the CloudEvent that holds one. */
    public String eventType() {
        return "acme.shopping." + name + ".v" + version;
    }

    /** The path of its HTTP door. */
    public String path() {
        return CommandTypes.PATHS + name;
    }

    /** The name of the route with its rule table, at {@code direct:}. */
    public String rules() {
        return isShipped() ? RULES : RULES + "-" + name;
    }

    /** Whether it is CheckoutCart. */
    public boolean isShipped() {
        return this == CheckoutCart.TYPE;
    }

    /** Its JSON Schema, as its file has it; null for CheckoutCart, which the API's documents describe. */
    public ObjectNode schema() {
        return schema == null ? null : schema.json();
    }

    /** What bean validation is to look at. */
    Command bean(ObjectNode json) {
        return bean.apply(json);
    }

    /** What its JSON Schema finds wrong; members that are null count as absent. */
    List<Violation> violations(ObjectNode json) {
        return schema == null ? List.of() : schema.violations(json);
    }
}
