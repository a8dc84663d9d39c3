package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerAddress;
import com.acme.checkout.settings.InvalidSettingException;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A broker that speaks AMQP 1.0: where it is, and as whom to connect.
 *
 * @param url address of the broker, with the options of Qpid JMS; amqps:// for TLS
 * @param user as whom to connect; empty: anonymously
 * @param password password of that user
 */
@ConfigurationProperties("checkout.amqp")
public record AmqpProperties(String url, String user, String password) {

    /** @throws InvalidSettingException where the address is none */
    public AmqpProperties {
        url = BrokerAddress.checked(
                url, "AMQP_URL", "(failover:\\()?amqp(s|ws|wss)?://\\S+", "amqp://broker.example:5672");
        user = user == null ? "" : user;
        password = password == null ? "" : password;
    }
}
