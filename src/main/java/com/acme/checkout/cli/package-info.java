/**
 * The command line {@code checkout}, in the service's own jar: works a running service from a terminal or a script, with
 * one line and an exit code for whatever goes wrong. A start of the service loads only {@code CommandLineEntry} of it, and
 * nothing of picocli but the types of the annotations that Spring's scans see.
 *
 * <p>May use: no other package of this service; it talks to the service by HTTP. Only the root package uses it.
 */
package com.acme.checkout.cli;
