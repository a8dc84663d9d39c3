/**
 * The start: settings and routes are checked before anything runs, and what is wrong is said in one line with its cure.
 * Health tells what came of it.
 *
 * <p>May use: all packages, for their settings; {@code lint} alone uses it.
 */
package com.acme.checkout.startup;
