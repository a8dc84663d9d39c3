package com.acme.checkout.routetest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** No line of any log in this process, until it is closed: what applications under test say is not what a test says. */
final class QuietLog extends TurboFilter implements AutoCloseable {

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();

    QuietLog() {
        loggers.addTurboFilter(this);
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] params, Throwable thrown) {
        return FilterReply.DENY;
    }

    @Override
    public void close() {
        loggers.getTurboFilterList().remove(this);
    }
}
