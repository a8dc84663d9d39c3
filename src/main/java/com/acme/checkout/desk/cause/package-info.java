/**
 * What entries failed of, by the API and by the pages: who works on each cause, and which are snoozed.
 *
 * <p>May use: {@code audit}, {@code destination}, {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.cause;
