/**
 * How many dead letters there were over time, by destination and by cause: as a picture, as a table and by the API.
 *
 * <p>May use: {@code cause}, {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.arrival;
