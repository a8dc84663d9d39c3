package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerAddress;
import com.acme.checkout.settings.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * ActiveMQ Artemis as a broker of its own: where it is, and as whom to connect.
 *
 * @param url address of the broker by its own protocol, with the options of its client
 * @param user as whom to connect; empty: anonymously
 * @param password password of that user
 */
@ConfigurationProperties("checkout.artemis")
public record ArtemisProperties(String url, String user, String password) {

    /** @throws InvalidSettingException where the address is none */
    public ArtemisProperties {
        url = BrokerAddress.checked(url, "ARTEMIS_URL", "\\(?tcp://\\S+", "tcp://artemis.example:61616");
        user = user == null ? "" : user;
        password = password == null ? "" : password;
    }
}
