package com.acme.checkout.outside;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same promises, kept on every broker: real ones. */
class BrokerContractIT {

    @Nested
    class Embedded extends BrokerContract {
        @Override
        Broker broker(Path folder) {
            return JmsBroker.embedded();
        }

        /** {@link NothingLostIT} does, on this broker. */
        @Override
        void killedThreeTimesAndTheBrokerOnceEveryCommandStartsOneSaga() {
            // Not again.
        }
    }

    @Nested
    @Tag("brokers")
    class Kafka extends BrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new KafkaBroker(folder).start();
        }
    }

    @Nested
    @Tag("brokers")
    class RabbitMq extends BrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new RabbitMqBroker();
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
    abstract static class OverJms extends BrokerContract {
        @Test
        void aSerializedObjectIsKeptAsBytesAndNeverOpened() {
            ((JmsBroker) broker()).sendObject("checkout.commands", new ArrayList<>(List.of("serialized-marker")));
            Assertions.assertThat(letter("UNREADABLE", letter -> new String(letter.body(), StandardCharsets.ISO_8859_1)
                    .contains("serialized-marker"))).isNotNull();
        }
    }
}
