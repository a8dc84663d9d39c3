package com.acme.checkout.outside;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} on Artemis, by AMQP 1.0. */
@Tag("brokers")
class AmqpContractIT extends JmsBrokerContract {

    @Override
    Broker broker(Path folder) throws Exception {
        return JmsBroker.amqp(folder);
    }
}
