/**
 * How it is with each destination now: whether its Orchestrator answers, and how many commands wait for it. By the API, and on
 * top of the desk's first page.
 *
 * <p>May use: {@code page}.
 */
package com.acme.checkout.desk.destination;
