/**
 * Sends entries back to the door that they came from: a dry run first, then a canary, then the rest at a rate. What is sent and what
 * became of it stands in the database, so that another process can take over.
 *
 * <p>May use: {@code entry}, {@code audit}, {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.replay;
