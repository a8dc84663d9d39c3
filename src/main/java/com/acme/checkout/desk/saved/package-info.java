/**
 * Filters that an operator gave a name, for themselves or for all. They only find entries: what is done to what they find is shown and
 * confirmed as with any other filter.
 *
 * <p>May use: {@code audit}, {@code entry}, {@code page} and {@code selection}.
 */
package com.acme.checkout.desk.saved;
