package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the contract promises besides, of a broker that speaks JMS: what only such a client can do to us. */
abstract class JmsBrokerContract extends RemoteBrokerContract {
    @Test
    void aSerializedObjectIsKeptAsBytesAndNeverOpened() {
        ((JmsBroker) broker).sendObject("checkout.commands", new ArrayList<>(List.of("serialized-marker")));
        assertThat(letter(
                        "UNREADABLE",
                        letter -> new String(letter.body(), StandardCharsets.ISO_8859_1).contains("serialized-marker")))
                .isNotNull();
    }
}
