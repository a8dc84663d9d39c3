package com.acme.checkout.desk;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions on H2 that are on the disk once they are committed. H2 writes a commit and leaves it to the operating system
 * when it reaches the disk (H2, "Durability ApiErrors"): what a broker was told to forget would not survive a power cut.
 * One force serves all that was committed before it began.
 */
class ForcingTransactionManager extends DataSourceTransactionManager {

    private static final long serialVersionUID = 1;

    private final transient JdbcTemplate jdbc;
    private final transient Lock turn = new ReentrantLock();
    private final AtomicLong committed = new AtomicLong();
    private long forced;

    ForcingTransactionManager(DataSource dataSource) {
        super(dataSource);
        jdbc = new JdbcTemplate(dataSource);
    }

    /** Fails where the disk does not take it, though it may be committed: to file it once more does no harm. */
    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        super.doCommit(status);
        force(committed.incrementAndGet());
    }

    private void force(long commit) {
        turn.lock();
        try {
            if (forced < commit) {
                long upTo = committed.get();
                // On the transaction's own connection, which is still bound to this thread.
                jdbc.execute("checkpoint sync");
                forced = upTo;
            }
        } finally {
            turn.unlock();
        }
    }
}
