/**
 * The command: reads it strictly, gives it its identity, and holds what is known of it on its way. Whatever was sent,
 * reading ends with a command or with one of three exceptions; nothing here does input or output.
 *
 * <p>May use: no other package of this service.
 */
package com.acme.checkout.command;
