/**
 * The live picture of the routes, drawn from what runs: whatever is added to {@code routes/} is in it.
 *
 * <p>May use: {@code page}.
 */
package com.acme.checkout.desk.picture;
