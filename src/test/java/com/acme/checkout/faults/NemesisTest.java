package com.acme.checkout.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NemesisTest {

    @Test
    void aSeedIsASchedule() {
        assertThat(Nemesis.schedule(7, 3, 60_000))
                .isEqualTo(Nemesis.schedule(7, 3, 60_000))
                .isNotEqualTo(Nemesis.schedule(8, 3, 60_000));
    }

    @Test
    void everyFaultHasItsTurnHoweverShortTheTime() {
        assertThat(Nemesis.schedule(7, 3, 1)).extracting(Nemesis.Turn::fault).containsExactly(0, 1, 2);
    }

    @Test
    void aFaultThatFailsToBeginIsEndedAllTheSame() {
        List<String> seen = new ArrayList<>();
        Fault fault = Fault.of(
                "fails",
                () -> {
                    throw new IllegalStateException("as it must");
                },
                () -> seen.add("ended"));
        assertThatThrownBy(() -> Nemesis.run(7, List.of(fault), 1)).hasMessage("as it must");
        assertThat(seen).containsExactly("ended");
    }
}
