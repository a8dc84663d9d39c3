package com.acme.checkout;

import com.acme.checkout.cli.CommandLineEntry;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.startup.Preload;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** Starts the Checkout API. What it does is in {@code routes/}; what can be set is in {@code application.yaml}. */
@SpringBootConfiguration
@EnableAutoConfiguration
// A broker's settings are bound where that broker is the one that is used.
@EnableConfigurationProperties({
    CheckoutProperties.class,
    DestinationProperties.class,
    DeliveryProperties.class,
    HttpProperties.class
})
// The desk comes as a whole or not at all: DeskConfiguration looks for its parts.
@ComponentScan(
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "com\\.acme\\.checkout\\.desk\\.(?!(No)?DeskConfiguration$).*"))
public class CheckoutApplication {

    /** Starts the service with {@code args} as settings; or runs the command for the terminal that they name. */
    public static void main(String[] args) {
        if (CommandLineEntry.isFor(args)) {
            System.exit(CommandLineEntry.run(args));
        }
        Preload.begin();
        try {
            SpringApplication.run(CheckoutApplication.class, CommandLineEntry.ofService(args));
        } catch (RuntimeException | Error e) {
            // Reported by now. A broker's client may have threads of its own, which would outlive the start that
            // failed.
            System.exit(1);
        }
    }
}
