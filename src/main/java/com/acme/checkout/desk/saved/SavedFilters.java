package com.acme.checkout.desk.saved;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterText;
import com.acme.checkout.desk.selection.Selection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps filters by their names: those of each operator, and those that are shared with all. */
@Component
public class SavedFilters {

    /** So long a name may be. */
    public static final int LONGEST_NAME = 60;

    /** So many an operator may have, and so many may be shared. */
    static final int MOST = 200;

    private static final int LONGEST_QUERY = 8000;
    private static final String COLUMNS = "select id, name, saved_by, saved_at, shared, query from saved_filter where ";
    /** Whose scope those are in that are shared. */
    private static final String ALL = "";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Audit audit;

    public SavedFilters(JdbcClient jdbc, TransactionTemplate transactions, Audit audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Those of an operator and those that are shared, by name. */
    public List<SavedFilter> of(String operator) {
        return jdbc.sql(COLUMNS + "scope in (:own, :all) order by folded, scope desc")
                .param("own", operator)
                .param("all", ALL)
                .query((row, number) -> SavedFilter.of(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("saved_by"),
                        row.getObject("saved_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("shared"),
                        row.getString("query")))
                .list();
    }

    /**
     * Saves a filter.
     *
     * @param name 1 to {@link #LONGEST_NAME} characters; no other that this operator sees has it, in any case, and of one that is shared
     *     nobody's
     * @throws IllegalArgumentException the name is none, or the filter lets everything through or is too long
     * @throws ConflictException the name is taken, or there are too many
     */
    public void save(String name, boolean shared, Filter filter, String operator) {
        String clean = name == null ? "" : name.strip();
        if (clean.isEmpty()
                || clean.length() > LONGEST_NAME
                || !clean.codePoints().allMatch(SavedFilters::shows)) {
            throw new IllegalArgumentException("name must be 1 to " + LONGEST_NAME + " characters long, on one line.");
        }
        String query = filter.toQuery();
        if (query.isEmpty()) {
            throw new IllegalArgumentException("This filter lets everything through: choose something first.");
        }
        if (query.length() > LONGEST_QUERY) {
            throw new IllegalArgumentException("This filter is too long to be saved.");
        }
        String scope = shared ? ALL : operator;
        String folded = clean.toLowerCase(Locale.ROOT);
        transactions.executeWithoutResult(transaction -> {
            refuseTaken(folded, shared, operator);
            int there = jdbc.sql("select count(*) from saved_filter where scope = ?")
                    .param(scope)
                    .query(Integer.class)
                    .single();
            if (there >= MOST) {
                throw new ConflictException("There are " + MOST + " saved filters already"
                        + (shared ? " that are shared" : " of yours") + ": delete one first.");
            }
            insert(clean, folded, shared, scope, query, operator);
            audit.record(
                    operator,
                    "SAVE_FILTER",
                    new Selection(null, null, filter),
                    null,
                    null,
                    '“' + clean + '”' + (shared ? ", shared" : ""));
        });
    }

    /** One that is shared may not have the name of anybody's own: that operator would see two, and mean one. */
    private void refuseTaken(String folded, boolean shared, String operator) {
        jdbc.sql(COLUMNS + "folded = :folded" + (shared ? "" : " and scope in (:own, :all)"))
                .param("folded", folded)
                .param("own", operator)
                .param("all", ALL)
                .query((row, number) -> taken(row.getString("name"), row.getString("saved_by")))
                .list()
                .forEach(conflict -> {
                    throw conflict;
                });
    }

    private static ConflictException taken(String name, String savedBy) {
        return new ConflictException("There is a saved filter “" + name + "” already, saved by " + savedBy
                + ". Choose another name, or delete that one first.");
    }

    private void insert(String name, String folded, boolean shared, String scope, String query, String operator) {
        try {
            jdbc.sql("insert into saved_filter (id, name, saved_by, saved_at, shared, scope, folded, query)"
                            + " values (:id, :name, :operator, :now, :shared, :scope, :folded, :query)")
                    .param("id", UUID.randomUUID())
                    .param("name", name)
                    .param("operator", operator)
                    .param("now", DatabaseTime.now())
                    .param("shared", shared)
                    .param("scope", scope)
                    .param("folded", folded)
                    .param("query", query)
                    .update();
        } catch (DuplicateKeyException e) {
            // Somebody was quicker.
            throw taken(name, "somebody just now");
        }
    }

    /**
     * Deletes a filter of this operator's; one that another has shared only for who has every role.
     *
     * @throws NotFoundException there is none that this operator sees
     * @throws org.springframework.security.authorization.AuthorizationDeniedException it is another's
     */
    public void delete(UUID id, String operator) {
        transactions.executeWithoutResult(transaction -> {
            SavedFilter saved = of(operator).stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException("There is no saved filter " + id + "."));
            if (!saved.savedBy().equals(operator)) {
                for (Role role : Role.values()) {
                    Operator.require(role);
                }
            }
            jdbc.sql("delete from saved_filter where id = ?").param(id).update();
            audit.record(
                    operator,
                    "DELETE_FILTER",
                    saved.query() == null ? null : new Selection(null, null, FilterText.read(saved.query())),
                    null,
                    null,
                    '“' + saved.name() + '”' + (saved.shared() ? ", shared by " + saved.savedBy() : ""));
        });
    }

    /** Neither a control, nor a mark of direction, nor half of a character. */
    private static boolean shows(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
