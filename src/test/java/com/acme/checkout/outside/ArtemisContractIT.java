package com.acme.checkout.outside;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** {@link BrokerContract} on Artemis, by its own protocol. */
@Tag("brokers")
class ArtemisContractIT extends JmsBrokerContract {

    @Override
    Broker broker(Path folder) throws Exception {
        return JmsBroker.artemis(folder);
    }
}
