/**
 * The outcome guard, outside all that the routes can change: no message is acknowledged and no caller is answered
 * before its command has an outcome.
 *
 * <p>May use: {@code command}, {@code delivery}.
 */
package com.acme.checkout.guard;
