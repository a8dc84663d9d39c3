package com.acme.checkout.desk;

/**
 * An event of the application: the desk's database is there and up to date, and the desk opens once each part of it has made itself
 * ready. A listener that fails keeps the desk closed; a later try publishes the event once more.
 */
public record DeskOpening() {}
