package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Previews;
import com.acme.checkout.desk.selection.Selection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells which entries of a selection a replay would send, and why it would not send the others. */
class DryRuns {

    /** An entry that failed again as often as this is sent once more only where it is chosen by its id, or that is asked for. */
    public static final int HELD_BACK_AFTER = 2;

    private static final String HELD = "d.failures >= " + HELD_BACK_AFTER;
    private static final String HELD_BACK = "held back after failing again twice";
    static final String REPLAY = "REPLAY";

    private static final String CUT = "d.body_bytes is not null and not d.repaired";

    /** Each condition with the reason why it keeps an entry from being sent, in the order in which they are told. */
    private static final Map<String, String> REFUSALS = new LinkedHashMap<>();

    static {
        REFUSALS.put("d.state = 'REPLAYING'", "already replaying");
        REFUSALS.put("d.state = 'RESOLVED'", "already resolved");
        REFUSALS.put("d.state = 'DISCARDED'", "discarded");
        REFUSALS.put(CUT, "its body was cut: it must be repaired first");
        REFUSALS.put("d.reason in ('INVALID', 'UNREADABLE') and not d.repaired", "its body must be repaired first");
    }

    private final JdbcClient jdbc;
    private final Previews previews;

    DryRuns(JdbcClient jdbc, Previews previews) {
        this.jdbc = jdbc;
        this.previews = previews;
    }

    /** As {@link Replays#dryRun}, in the caller's transaction. */
    DryRun of(Selection selection, boolean heldBack, String actor) {
        UUID token = freeze(selection, heldBack, actor);
        Map<String, Integer> going = new TreeMap<>();
        Map<String, Integer> refused = new TreeMap<>();
        int[] held = {0};
        EntryQuery frozen = Previews.entries(token, true);
        jdbc.sql("select p.held, d.destination, count(*) as n from " + frozen.from() + " where " + frozen.where()
                        + " group by p.held, d.destination")
                .params(frozen.params())
                .query(row -> {
                    if (row.getBoolean("held")) {
                        held[0] += row.getInt("n");
                    } else {
                        going.put(row.getString("destination"), row.getInt("n"));
                    }
                });
        if (held[0] > 0) {
            refused.put(HELD_BACK, held[0]);
        }
        StringBuilder why = new StringBuilder("case");
        refusals(selection)
                .forEach((condition, text) -> why.append(" when ")
                        .append(condition)
                        .append(" then '")
                        .append(text)
                        .append('\''));
        EntryQuery condition = EntryQuery.of(selection);
        jdbc.sql("select why, count(*) as n from (select " + why + " else '' end as why from " + condition.from()
                        + " where " + condition.where() + ") chosen where why <> '' group by why")
                .params(condition.params())
                .query(row -> {
                    refused.put(row.getString("why"), row.getInt("n"));
                });
        int total = going.values().stream().mapToInt(Integer::intValue).sum()
                + refused.values().stream().mapToInt(Integer::intValue).sum();
        boolean nothing = going.isEmpty() && held[0] == 0;
        if (nothing) {
            previews.drop(token);
        }
        return new DryRun(total, going, refused, held[0], nothing ? null : token);
    }

    /** Keeps what may be sent now, for who asked to confirm it; the token of that. In the caller's transaction. */
    UUID freeze(Selection selection, boolean heldBack, String actor) {
        return previews.freeze(
                REPLAY,
                selection,
                "not ("
                        + String.join(
                                " or ",
                                refusals(selection).keySet().stream()
                                        .map(each -> '(' + each + ')')
                                        .toList())
                        + ")",
                // Whoever names an entry has looked at it.
                heldBack || selection.ids() != null ? "false" : HELD,
                actor);
    }

    private Map<String, String> refusals(Selection selection) {
        Map<String, String> refusals = new LinkedHashMap<>(REFUSALS);
        if (selection.ids() != null) {
            refusals.keySet().removeIf(condition -> !condition.startsWith("d.state") && !condition.equals(CUT));
        }
        if (previews.isPreparing()) {
            refusals.put(Previews.SPOKEN_FOR, "already replaying");
        }
        return refusals;
    }
}
