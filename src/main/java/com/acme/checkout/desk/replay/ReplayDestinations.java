package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayDestinationState;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes where a replay stands with each of its destinations. */
@Component
class ReplayDestinations {

    private final JdbcClient jdbc;

    ReplayDestinations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False where there is no such destination, or it is paused, or it stands there already. */
    boolean change(UUID replay, String destination, ReplayDestinationState state, String why) {
        int rows = jdbc.sql("update operation_destination set state = :state, why = :why "
                        + "where operation = :id and destination = :destination and state not in (:state, 'PAUSED')")
                .param("state", state.name())
                .param("why", why)
                .param("id", replay)
                .param("destination", destination)
                .update();
        if (rows > 0) {
            tell(replay);
        }
        return rows > 0;
    }

    /** How many were paused; {@code destination}: null for all. */
    int resume(UUID replay, String destination) {
        return jdbc.sql(
                        "update operation_destination set state = 'SENDING', why = null where operation = :id "
                                + "and state = 'PAUSED' and (cast(:destination as varchar) is null or destination = :destination)")
                .param("id", replay)
                .param("destination", destination)
                .update();
    }

    /** What the replay as a whole says of its destinations that do not send. */
    void tell(UUID replay) {
        List<String> lines = jdbc.sql(
                        "select destination, why from operation_destination where operation = ? and why is not null order by destination")
                .param(replay)
                .query((row, number) ->
                        ReplayDestination.name(row.getString("destination")) + ": " + row.getString("why"))
                .list();
        String why = String.join("; ", lines);
        jdbc.sql("update operation set why = :why where id = :id and state = 'RUNNING'")
                .param("why", why.isEmpty() ? null : why.length() > 1000 ? why.substring(0, 1000) : why)
                .param("id", replay)
                .update();
    }
}
