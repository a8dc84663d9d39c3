package com.acme.checkout;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the Checkout API. What it does is in {@code routes/}; what can be set is in {@code application.yaml}. */
@SpringBootApplication(excludeName = {
    // Brokers are the folders' under routes/brokers/: none is connected to because its library is there.
    "org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration",
    "org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration",
    "org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration"
})
@ConfigurationPropertiesScan
public class CheckoutApplication {

    public static void main(String[] args) {
        SpringApplication.run(CheckoutApplication.class, args);
    }
}
