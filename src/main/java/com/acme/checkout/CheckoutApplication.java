package com.acme.checkout;

import com.acme.checkout.startup.Preload;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the Checkout API. What it does is in {@code routes/}; what can be set is in {@code application.yaml}. */
@SpringBootApplication
public class CheckoutApplication {

    public static void main(String[] args) {
        Preload.begin();
        SpringApplication.run(CheckoutApplication.class, args);
    }
}
