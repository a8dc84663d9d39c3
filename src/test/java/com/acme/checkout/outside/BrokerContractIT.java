package com.acme.checkout.outside;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same promises, kept on every broker: real ones. */
class BrokerContractIT {

    /** {@link NothingLostIT} kills it, with the service that it is part of. */
    @Nested
    class Embedded extends BrokerContract {
        @Override
        Broker broker(Path folder) {
            return JmsBroker.embedded();
        }

    }

    @Nested
    @Tag("brokers")
    class Kafka extends RemoteBrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new KafkaBroker(folder).start();
        }
    }

    @Nested
    @Tag("brokers")
    class RabbitMq extends RemoteBrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new RabbitMqBroker(folder, null);
        }

        @Test
        void aQueueThatMayNotBeCreatedStopsTheStartWithOneLine(@TempDir Path folder) throws Exception {
            RabbitMqBroker rabbit = (RabbitMqBroker) broker;
            rabbit.user("poor", "poor", "", ".*", ".*");
            try (Service service = new Service(folder, Map.of("CHECKOUT_BROKER", "rabbitmq", "RABBITMQ_URL", rabbit.address("poor", "poor"),
                    "CHECKOUT_ORCHESTRATOR_URL", "http://127.0.0.1:9", "RABBITMQ_DELAYS", "77s"))) {
                Assertions.assertThat(service.launch().ended()).isNotZero();
                Assertions.assertThat(service.log().lines()).filteredOn(line -> !line.startsWith("WARNING:")).hasSize(1).first().asString()
                        .contains("RABBITMQ_URL: there is no queue checkout.delay.77000").contains("create it");
            }
        }
    }

    @Nested
    @Tag("brokers")
    class Artemis extends OverJms {
        @Override
        Broker broker(Path folder) throws Exception {
            return JmsBroker.artemis(folder);
        }
    }

    @Nested
    @Tag("brokers")
    class Amqp extends OverJms {
        @Override
        Broker broker(Path folder) throws Exception {
            return JmsBroker.amqp(folder);
        }
    }

    /** What only a JMS client can do to us. */
    abstract static class OverJms extends RemoteBrokerContract {
        @Test
        void aSerializedObjectIsKeptAsBytesAndNeverOpened() {
            ((JmsBroker) broker).sendObject("checkout.commands", new ArrayList<>(List.of("serialized-marker")));
            Assertions.assertThat(letter("UNREADABLE", letter -> new String(letter.body(), StandardCharsets.ISO_8859_1)
                    .contains("serialized-marker"))).isNotNull();
        }
    }
}
