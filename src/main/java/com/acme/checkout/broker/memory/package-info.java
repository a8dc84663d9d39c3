/**
 * A broker that keeps nothing: queues in this process's memory, for {@code bin/checkout test}. It waits for no clock, keeps
 * a list of all that was written, and fails where a test says so.
 *
 * <p>May use: what is in {@code broker}.
 */
package com.acme.checkout.broker.memory;
