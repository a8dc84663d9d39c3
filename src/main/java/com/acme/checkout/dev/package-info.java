/**
 * {@code bin/checkout dev}: the service in this process, with the files as they are after each change.
 *
 * <p>May use: {@code settings}, {@code command} and the main class; only the command line uses it.
 */
package com.acme.checkout.dev;
