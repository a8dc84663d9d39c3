/**
 * Tells webhooks what happens at the desk: a notice is written in the transaction of what it tells, and sent afterwards, at least once.
 * No feature waits for it, and no webhook for another.
 *
 * <p>May use: {@code audit} and {@code page}.
 */
package com.acme.checkout.desk.notice;
