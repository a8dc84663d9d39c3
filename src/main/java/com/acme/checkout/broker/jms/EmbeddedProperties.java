package com.acme.checkout.broker.jms;

import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The broker inside this process.
 *
 * @param acceptor port on 127.0.0.1 through which JMS clients of ActiveMQ Artemis reach it, without a password; empty: none
 * @param minFree where the disk under the data folder has less room than this, nothing more is written
 */
@ConfigurationProperties("checkout.embedded")
public record EmbeddedProperties(
        @Min(1) @Max(65_535) Integer acceptor, @NotNull DataSize minFree) {

    /** @throws InvalidSettingException where the room is less than none */
    public EmbeddedProperties {
        if (minFree != null && minFree.isNegative()) {
            throw new InvalidSettingException(
                    "CHECKOUT_EMBEDDED_MIN_FREE", "is less than nothing", "write it as in 100MB");
        }
    }
}
