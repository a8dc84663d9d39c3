/**
 * Who is let in at the desk, and how; and what protects an operator's browser.
 *
 * <p>May use: {@code audit}.
 */
package com.acme.checkout.desk.security;
