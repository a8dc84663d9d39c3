package com.acme.checkout.command;

import java.util.List;

/** A command of a type that its door does not take. HTTP answers 422; on the broker it is {@code UNROUTABLE}. */
public class UnknownCommandTypeException extends Exception {

    private UnknownCommandTypeException(String message) {
        super(message);
    }

    /** Of a CloudEvent, where only {@code known} are taken. */
    public static UnknownCommandTypeException ofEvent(List<CommandType> known) {
        List<String> types = known.stream().map(CommandType::eventType).toList();
        return new UnknownCommandTypeException(
                "the CloudEvent's type must be " + (types.size() == 1 ? "" : "one of ") + String.join(", ", types));
    }

    /** Of a command that came in at {@code door}, before that was taken out of the routes. */
    static UnknownCommandTypeException ofDoor(String door) {
        return new UnknownCommandTypeException(
                "this service takes no command at " + door + " any more: its JSON Schema is gone");
    }
}
