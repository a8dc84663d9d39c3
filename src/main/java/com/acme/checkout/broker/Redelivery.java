package com.acme.checkout.broker;

import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** How a message goes back to its broker: not at once, for whatever made it fail is likely to be there still. */
@Component("redelivery")
public class Redelivery {

    private static final long PAUSE_MILLIS = 1000;

    /** Fails as the route has failed, after a pause; without one while the service stops. */
    public void later(Exchange exchange) throws Exception {
        if (!exchange.getContext().isStopping()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }
}
