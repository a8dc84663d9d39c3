package com.acme.checkout.delivery;

/** The route at an {@link ExtensionPoint} has failed: it may go well later. Its message names the point and the failure. */
public class ExtensionFailedException extends TransientFailureException {

    ExtensionFailedException(ExtensionPoint point, Throwable failure) {
        super("the route at " + point.address() + " has failed: " + failure, failure);
    }
}
