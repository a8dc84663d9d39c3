/**
 * A dead letter as it is filed, shown, repaired, discarded and deleted. {@code DeadLetterIngest} returns only once an entry is
 * committed; {@code PayloadService} shows what customers sent, and tells the audit first.
 *
 * <p>May use: {@code audit}, {@code cause}, {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.entry;
