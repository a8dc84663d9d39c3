/**
 * Which entries something is to be done to: filters, selections, and the previews that an operator confirms.
 *
 * <p>May use: {@code page}.
 */
package com.acme.checkout.desk.selection;
