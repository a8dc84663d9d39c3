package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.selection.AnyId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down what an entry is found by. In the caller's transaction. */
public final class EntryNames {

    private EntryNames() {}

    /** As which checkout, of which cart, the entry is known by now; null where that is not known. */
    public static void add(JdbcClient jdbc, Entry entry, String checkoutId, String cartId) {
        add(jdbc, entry.seq(), AnyId.names(entry.id(), checkoutId, cartId, null, null));
    }

    static void add(JdbcClient jdbc, Number seq, UUID id, DeadLetter letter) {
        add(
                jdbc,
                seq,
                AnyId.names(id, letter.checkoutId(), letter.cartId(), letter.idempotencyKey(), letter.traceparent()));
    }

    private static void add(JdbcClient jdbc, Number seq, Set<String> all) {
        List<String> names = new ArrayList<>(all);
        JdbcClient.StatementSpec insert = jdbc.sql("insert into entry_name (name, seq) values "
                        + IntStream.range(0, names.size())
                                .mapToObj(i -> "(:name" + i + ", :seq)")
                                .collect(Collectors.joining(", "))
                        // Two names may become one where a database knows a character of neither.
                        + " on conflict do nothing")
                .param("seq", seq);
        for (int i = 0; i < names.size(); i++) {
            insert.param("name" + i, names.get(i));
        }
        insert.update();
    }
}
