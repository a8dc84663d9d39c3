/**
 * The command line {@code checkout}, in the service's own jar: works a running service from a terminal or a script, with
 * one line and an exit code for whatever goes wrong. A start of the service loads nothing of it but {@link
 * com.acme.checkout.cli.CommandLineEntry}, and nothing of picocli but the type of an annotation that Spring's scan sees.
 *
 * <p>May use: no other package of this service; it talks to the service by HTTP. Only the root package uses it.
 */
package com.acme.checkout.cli;
