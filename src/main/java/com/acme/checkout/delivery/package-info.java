/**
 * The call to the Orchestrator: until when it may take, what its answer means, when it is made again, and what became
 * of each command. A saga counts as started only if the network saw a 2xx answer to a POST under its {@code
 * checkoutId}.
 *
 * <p>May use: {@code command}, {@code settings}.
 */
package com.acme.checkout.delivery;
