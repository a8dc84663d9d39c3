/**
 * The check before a run: all mistakes in {@code routes/} and {@code application.yaml} at once, each with file, line,
 * column and cure. It looks at the text and, by the start's own checks, at what Camel makes of it; nothing is started.
 *
 * <p>May use: {@code settings}, {@code startup}; only the command line uses it.
 */
package com.acme.checkout.lint;
