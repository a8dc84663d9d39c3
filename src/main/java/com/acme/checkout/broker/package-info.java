/**
 * What all brokers share: the broker door, redelivery with growing pauses, and headers as plain data. A message is
 * acknowledged only once its command is settled, and every message can be settled. What one broker needs is in its own
 * room: {@code kafka}, {@code rabbitmq}, {@code jms}.
 *
 * <p>May use: {@code command}, {@code guard}, {@code settings}.
 */
package com.acme.checkout.broker;
