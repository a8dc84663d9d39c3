/**
 * The dead letter: the original message byte for byte, and in its headers what went wrong. Every message can become
 * one, whatever its size.
 *
 * <p>May use: {@code broker}, {@code command}, {@code delivery}.
 */
package com.acme.checkout.deadletter;
