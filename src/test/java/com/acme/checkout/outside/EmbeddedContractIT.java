package com.acme.checkout.outside;

import java.nio.file.Path;

/** {@link BrokerContract} on the embedded broker. {@link NothingLostIT} kills it, with the service that it is part of. */
class EmbeddedContractIT extends BrokerContract {

    @Override
    Broker broker(Path folder) {
        return JmsBroker.embedded();
    }
}
