/**
 * The HTTP door: who may call, what a request is, and what is answered. No input leads to a 5xx; every answer comes
 * within the caller's wait and a second.
 *
 * <p>May use: {@code command}, {@code delivery}, {@code guard}, {@code settings}.
 */
package com.acme.checkout.http;
