package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.BrokerAddress;
import com.acme.checkout.settings.InvalidSettingException;
import com.rabbitmq.client.ConnectionFactory;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * RabbitMQ: where it is, and its queues of messages that wait.
 *
 * @param url address of RabbitMQ, as in amqp://user:password@host:port/vhost; amqps:// for TLS
 * @param ca whom to trust with amqps://: a file of certificates in PEM form. Empty: whom Java trusts
 * @param delays rounds that a delayed message can make, one queue each; the shortest says how late a delayed retry can be
 */
@ConfigurationProperties("checkout.rabbitmq")
public record RabbitProperties(
        String url, String ca, @NotEmpty List<@NotNull @DurationMin(millis = 1) Duration> delays) {

    private static final String NAME = "RABBITMQ_URL";

    /** @throws InvalidSettingException where RabbitMQ's client can't read the address, or nobody can read the certificates */
    public RabbitProperties {
        url = BrokerAddress.checked(
                url, NAME, "amqps?://[^/\\s]+(/[^/\\s]*)?", "amqp://user:password@rabbit.example:5672");
        try {
            // Without TLS, which is set up elsewhere.
            new ConnectionFactory().setUri(url.replaceFirst("^amqps:", "amqp:"));
        } catch (URISyntaxException | GeneralSecurityException | RuntimeException e) {
            throw new InvalidSettingException(
                    NAME,
                    "is not what RabbitMQ's client can read",
                    BrokerAddress.ENCODED + "amqp://user:password@rabbit.example:5672/vhost");
        }
        ca = ca == null ? "" : ca;
        if (!ca.isBlank() && !Files.isReadable(Path.of(ca))) {
            throw new InvalidSettingException(
                    "RABBITMQ_CA",
                    "the file " + ca + " can't be read",
                    "name a file of certificates in PEM form, or leave it out");
        }
    }
}
