package com.acme.checkout.delivery;

/**
 * A rule of the routes says that this command is not to be started. The message is the reason, in one line for a person: an
 * HTTP caller is told it, and a dead letter says it. Routes of an {@link ExtensionPoint} throw it.
 */
public class RejectedByRuleException extends RejectedException {

    public RejectedByRuleException(String reason) {
        super(reason);
    }
}
