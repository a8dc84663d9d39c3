/**
 * Settings that are above all concerns, and what the records of the others are built with. Each concern has the record of its own
 * settings beside its users: {@code delivery.DeliveryProperties}, {@code http.HttpProperties}, {@code broker.kafka.KafkaProperties} and
 * so on. A value that is wrong ends the start with one line: the setting, what is wrong, the cure.
 *
 * <p>May use: no other package of this service.
 */
package com.acme.checkout.settings;
