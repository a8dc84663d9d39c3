package com.acme.checkout.command;

/**
 * One thing wrong with a command, and how to fix it.
 *
 * @param field   the field or header that is wrong
 * @param message what it must be; never the value itself, which may be personal data
 */
public record Violation(String field, String message) {}
