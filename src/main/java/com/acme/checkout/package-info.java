/**
 * The Checkout API: takes the command CheckoutCart by HTTP or from a message broker, and starts one saga in the
 * Checkout Orchestrator for each. None is lost and none is started twice. What a command goes through is in {@code
 * routes/}; here is what YAML can't say.
 *
 * <p>May use: all packages: it starts them.
 */
package com.acme.checkout;
