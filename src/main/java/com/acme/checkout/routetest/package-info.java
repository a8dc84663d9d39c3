/**
 * {@code bin/checkout test}: runs the tests of routes that are written in YAML, {@code routes/*.test.yaml}. The real routes
 * run, in the whole application; the broker is {@code routes/brokers/memory}, the Orchestrators are a script, and requests
 * come without a network.
 *
 * <p>May use: {@code broker}, {@code broker.memory}, {@code command}, {@code delivery}, {@code settings}, {@code startup} and the main class; only the command line uses it.
 */
package com.acme.checkout.routetest;
