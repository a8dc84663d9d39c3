/**
 * Brokers that are reached by JMS: the embedded ActiveMQ Artemis, Artemis as a server of its own, and any that speaks
 * AMQP 1.0. The embedded broker never writes to a disk without room.
 *
 * <p>May use: {@code broker}, {@code settings}; no other broker's room.
 */
package com.acme.checkout.broker.jms;
