/**
 * The box in the head of every page: an id leads to what has it, words to the entries that hold them.
 *
 * <p>May use: {@code replay}, {@code entry}, {@code cause}, {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.find;
