package com.acme.checkout.desk.entry;

import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.Violation;
import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.InvalidBodyException;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.selection.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts another body in the place of one that the door could not take. The door itself judges it; whose cart it is stays
 * as the sender wrote it, where that could be read. The original is kept.
 */
@Component
public class Repairs {

    private static final List<String> PROTECTED = List.of("cartId", "customerId");
    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Entries entries;
    private final History history;
    private final Audit audit;
    private final OriginalDoor door;
    private final ObjectMapper json = new ObjectMapper();

    public Repairs(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Entries entries,
            History history,
            Audit audit,
            OriginalDoor door) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.entries = entries;
        this.history = history;
        this.audit = audit;
        this.door = door;
    }

    /** What is wrong with {@code body} for this entry; empty where the door would take it. */
    public List<Violation> check(UUID id, byte[] body) {
        Entry entry = repairable(id);
        Payload payload = entries.payload(id).orElseThrow();
        if (body.length > CommandReader.MAX_BYTES) {
            return List.of(new Violation("$", "the message is larger than 64 KiB"));
        }
        List<Violation> violations =
                new ArrayList<>(door.read(entry, payload.headers(), body).violations());
        JsonNode before = tree(payload.body());
        JsonNode after = tree(body);
        if (before != null && after != null) {
            for (String name : PROTECTED) {
                JsonNode old = command(before).path(name);
                if (old.isTextual()
                        && UUID_TEXT.matcher(old.textValue()).matches()
                        && !old.equals(command(after).path(name))) {
                    violations.add(
                            new Violation(name, "must stay " + old.textValue() + ": it says whose checkout this is"));
                }
            }
            for (String name : Set.of("source", "id", "type")) {
                if (before.path("specversion").isTextual()
                        && before.path(name).isTextual()
                        && !before.path(name).equals(after.path(name))) {
                    violations.add(new Violation(name, "must stay as it was: it identifies the event"));
                }
            }
        }
        return violations;
    }

    /** The command in a structured event, or the whole. */
    private static JsonNode command(JsonNode body) {
        return body.path("specversion").isTextual() && body.path("data").isObject() ? body.get("data") : body;
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Replays send {@code body} from now on.
     *
     * @throws ConflictException the entry can't be repaired
     * @throws InvalidBodyException the door would not take it
     */
    public void repair(UUID id, byte[] body, String actor) {
        List<Violation> violations = check(id, body);
        if (!violations.isEmpty()) {
            throw new InvalidBodyException(violations);
        }
        change(id, body, actor, "REPAIRED", "REPAIR");
    }

    /** Replays send the original body again. */
    public void undo(UUID id, String actor) {
        if (!repairable(id).repaired()) {
            throw new ConflictException("The body of this entry has not been repaired.");
        }
        change(id, null, actor, "REPAIR_UNDONE", "UNDO_REPAIR");
    }

    private void change(UUID id, byte[] body, String actor, String kind, String action) {
        transactions.executeWithoutResult(transaction -> {
            int rows = jdbc.sql(
                            "update dead_letter set repaired = :repaired, changed_at = :now where id = :id and state in ('OPEN', 'FAILED_AGAIN')")
                    .param("repaired", body != null)
                    .param("now", DatabaseTime.now())
                    .param("id", id)
                    .update();
            if (rows == 0) {
                repairable(id);
            }
            jdbc.sql("update payload set repaired = :body where seq = (select seq from dead_letter where id = :id)")
                    .param("body", body, java.sql.Types.BINARY)
                    .param("id", id)
                    .update();
            history.record(actor, id, null, kind, null);
            audit.record(actor, action, Selection.of(id), 1, null, null);
        });
    }

    private Entry repairable(UUID id) {
        Entry entry = entries.find(id).orElseThrow(() -> new ConflictException("There is no entry " + id + "."));
        if (!DeadLetterReason.of(entry.reason()).isRepairable()) {
            throw new ConflictException("Only what is INVALID or UNREADABLE is repaired; this is " + entry.reason()
                    + ": its body is not what failed.");
        }
        if (!entry.state().isWaiting()) {
            throw new ConflictException("This entry is " + entry.state() + " and can't be repaired now.");
        }
        return entry;
    }
}
