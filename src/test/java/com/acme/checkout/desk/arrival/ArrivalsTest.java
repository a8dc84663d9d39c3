package com.acme.checkout.desk.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.desk.TestDatabase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When dead letters arrived, as numbers and as a picture. */
class ArrivalsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:20:30Z");

    private final JdbcDataSource database = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final Arrivals arrivals = new Arrivals(jdbc);

    private void filed(String destination, String cause, Instant last) {
        OffsetDateTime at = last.atOffset(ZoneOffset.UTC);
        jdbc.sql(
                        "insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)"
                                + " values (?, 'OPEN', ?, 'REFUSED', 1, ?, ?, ?, ?, 'checkout.commands', 'settle', ?)")
                .params(UUID.randomUUID(), cause, at, at, at, at, destination)
                .update();
    }

    @Test
    void aBarHasWhatIsInItFromItsBeginAndNothingOfItsEnd() {
        filed("standard", "a", Instant.parse("2026-01-31T12:19:59.999999Z"));
        filed("standard", "a", Instant.parse("2026-01-31T12:20:00Z"));
        filed("standard", "a", Instant.parse("2026-01-31T12:20:59.999999Z"));
        filed("standard", "a", Instant.parse("2026-01-31T12:21:00Z"));
        filed("standard", "a", Instant.parse("2026-01-31T11:21:00Z"));
        filed("standard", "a", Instant.parse("2026-01-31T11:20:59.999999Z"));
        Arrivals.Counted counted = arrivals.count(Period.HOUR, Grouping.DESTINATION, NOW);
        assertThat(counted.from()).isEqualTo("2026-01-31T11:21:00Z");
        assertThat(counted.to()).isEqualTo("2026-01-31T12:21:00Z");
        assertThat(counted.total()).isEqualTo(4);
        long[] counts = counted.series().get(0).counts();
        assertThat(counts).hasSize(60);
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[58]).isEqualTo(1);
        assertThat(counts[59]).isEqualTo(2);
    }

    @Test
    void eachPeriodHasItsBars() {
        filed("", "a", NOW);
        for (Period period : Period.values()) {
            Arrivals.Counted counted = arrivals.count(period, Grouping.DESTINATION, NOW);
            assertThat(counted.series()).hasSize(1);
            assertThat(counted.series().get(0).key()).isEmpty();
            assertThat(counted.series().get(0).counts()).hasSize(period.bars());
            assertThat(counted.series().get(0).counts()[period.bars() - 1]).isEqualTo(1);
        }
        assertThat(Arrays.stream(Period.values()).map(Period::bars)).containsExactly(60, 48, 28);
        assertThatThrownBy(() -> Period.of("year")).hasMessage("period must be one of hour, day, week.");
        assertThatThrownBy(() -> Grouping.of("cart")).hasMessage("by must be one of destination, cause.");
    }

    @Test
    void aBarIsFoundAcrossDaysAndMonthsInUtc() {
        Instant now = Instant.parse("2026-03-02T00:10:00Z");
        filed("standard", "a", Instant.parse("2026-02-28T23:59:59Z"));
        filed("standard", "a", Instant.parse("2026-03-01T00:00:00Z"));
        filed("standard", "a", Instant.parse("2026-03-01T00:30:00Z"));
        filed("standard", "a", Instant.parse("2026-03-02T00:09:00Z"));
        jdbc.sql(
                        "update dead_letter set last_at = cast('2026-03-02 01:29:00+05:30' as timestamp with time zone) where seq = 3")
                .update();
        long[] day =
                arrivals.count(Period.DAY, Grouping.CAUSE, now).series().get(0).counts();
        assertThat(day[47]).isEqualTo(1);
        assertThat(day[38]).as("19:30 UTC to 20:00").isEqualTo(1);
        assertThat(Arrays.stream(day).sum()).isEqualTo(2);
        long[] week =
                arrivals.count(Period.WEEK, Grouping.CAUSE, now).series().get(0).counts();
        assertThat(week[27]).isEqualTo(1);
        assertThat(week[26]).isEqualTo(1);
        assertThat(week[23]).as("of 1 March, until 06:00").isEqualTo(1);
        assertThat(week[22]).as("of 28 February, from 18:00").isEqualTo(1);
    }

    @Test
    void theFiveLargestCausesStandForThemselvesAndAllOthersTogether() {
        for (int cause = 0; cause < 8; cause++) {
            for (int i = 0; i <= cause; i++) {
                filed("standard", "cause" + cause, NOW);
            }
        }
        Arrivals.Counted counted = arrivals.count(Period.DAY, Grouping.CAUSE, NOW);
        assertThat(counted.series())
                .extracting(Arrivals.Series::key)
                .containsExactly("cause7", "cause6", "cause5", "cause4", "cause3", null);
        assertThat(counted.series()).extracting(Arrivals.Series::total).containsExactly(8L, 7L, 6L, 5L, 4L, 6L);
        assertThat(counted.total()).isEqualTo(36);
    }

    @Test
    void whereNothingArrivedThereIsNothingToDraw() {
        Arrivals.Counted counted = arrivals.count(Period.WEEK, Grouping.CAUSE, NOW);
        assertThat(counted.total()).isZero();
        assertThat(counted.series()).isEmpty();
        Chart chart = Chart.of(counted, List.of());
        assertThat(chart.slices()).isEmpty();
        assertThat(chart.lines()).isEmpty();
    }

    @Test
    void barsStandOnOneAnotherWithinTheirPictureAndEachIsALineOfTheTable() {
        Collections.nCopies(30, "standard").forEach(each -> filed(each, "a", NOW));
        filed("promotion", "a", NOW);
        filed("promotion", "a", NOW.minusSeconds(120));
        Chart chart =
                Chart.of(arrivals.count(Period.HOUR, Grouping.DESTINATION, NOW), List.of("standard", "promotion"));
        assertThat(chart.slices())
                .hasSize(3)
                .allMatch(slice -> slice.y() >= 0 && slice.y() + slice.height() <= chart.base() + 1);
        Chart.Slice below = chart.slices().get(1);
        Chart.Slice above = chart.slices().get(2);
        assertThat(above.y() + above.height()).isEqualTo(below.y(), org.assertj.core.api.Assertions.within(0.2));
        assertThat(chart.lines())
                .extracting(Chart.Line::time)
                .containsExactly("2026-01-31 12:20:00 UTC", "2026-01-31 12:18:00 UTC");
        assertThat(chart.lines().get(0).counts()).containsExactly("30", "1");
        assertThat(chart.marks()).extracting(Chart.Mark::text).containsExactly("0", "10", "20", "30", "40");
    }

    /** A hundred thousand rows would be read for one picture. */
    @Test
    void theIndexHasAllThatIsCounted() {
        for (Grouping by : Grouping.values()) {
            String plan = jdbc.sql("explain " + Arrivals.statement(by, Arrivals.bars(NOW, Period.DAY)))
                    .query(String.class)
                    .single();
            assertThat(plan).contains("dead_letter_arrivals: last_at >= b.since");
            assertThat(jdbc.sql(
                                    "select count(*) from information_schema.index_columns where index_name = 'dead_letter_arrivals'"
                                            + " and column_name = ?")
                            .param(by.column())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }
}
