/**
 * Stand-ins for the Orchestrator and for Shopping, to try this service without them.
 *
 * <p>May use: no other package of this service.
 */
package com.acme.checkout.sandbox;
