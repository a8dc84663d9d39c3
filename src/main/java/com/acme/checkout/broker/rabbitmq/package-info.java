/**
 * RabbitMQ: quorum queues, confirmed writes that end in time, and delays. No header of a sender's can end the
 * connection.
 *
 * <p>May use: {@code broker}, {@code command}, {@code delivery}, {@code settings}; no other broker's room.
 */
package com.acme.checkout.broker.rabbitmq;
