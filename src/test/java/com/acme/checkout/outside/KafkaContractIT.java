package com.acme.checkout.outside;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} on Kafka. */
@Tag("brokers")
class KafkaContractIT extends RemoteBrokerContract {

    @Override
    Broker broker(Path folder) throws Exception {
        return new KafkaBroker(folder).start();
    }
}
