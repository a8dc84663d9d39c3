package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class DevCommandTest {

    @Test
    void aLineBeginsWithHoursMinutesAndSecondsAtAFullMinuteToo() {
        assertThat(DevCommand.line(LocalTime.of(9, 31, 0), "Testing routes")).isEqualTo("09:31:00 Testing routes");
    }
}
