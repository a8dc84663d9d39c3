/**
 * Kafka: records are worked on side by side and settled in any order; the offset that is committed never passes a
 * record that is not settled.
 *
 * <p>May use: {@code broker}, {@code delivery}, {@code guard}, {@code settings}; no other broker's room.
 */
package com.acme.checkout.broker.kafka;
