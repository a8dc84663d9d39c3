/**
 * Traces by OpenTelemetry, where {@code checkout.tracing.enabled} says so: spans of the doors, of reading, routing and delivering, of each
 * attempt, and of what is written to the broker; all of one command are one tree, whatever broker is between them. A span holds no
 * body, no customer and no credentials. An exporter that is down or hangs holds up nothing. Without that setting no
 * class of OpenTelemetry is loaded but the one by which Spring Boot looks for it. Spans and attributes are named by
 * OpenTelemetry's semantic conventions for HTTP and messaging.
 *
 * <p>May use: {@code command}, {@code delivery}, {@code guard}, {@code settings}. No package but {@code startup}, for the settings, uses it.
 */
package com.acme.checkout.tracing;
