package com.acme.checkout.faults;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few of {@link FaultsIT}'s scenarios, cut short: on the embedded broker, below three minutes. */
@Tag("faults-short")
class FaultsShortIT {

    @Test
    void theOrchestratorInEveryMood() throws Exception {
        Faults.scenario(
                "short-orchestrator",
                "embedded",
                8,
                Load.Mix.USUAL,
                world -> List.of(world.orchestratorKilled(), world.orchestrator("cut")));
    }

    @Test
    void theServiceKilled() throws Exception {
        Faults.scenario("short-service-killed", "embedded", 8, Load.Mix.USUAL, world -> List.of(world.serviceKilled()));
    }

    @Test
    void poisonBetweenGoodOnesAndOddHeaders() throws Exception {
        Faults.scenario("short-odd-messages", "embedded", 5, Load.Mix.odd(200_000), world -> List.of());
    }

    @Test
    void aBuildThatAcknowledgesFirstIsCaught() throws Exception {
        Faults.acknowledgesFirst("embedded", "transacted: true", "transacted: false");
    }
}
