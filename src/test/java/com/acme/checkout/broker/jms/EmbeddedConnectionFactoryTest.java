package com.acme.checkout.broker.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class EmbeddedConnectionFactoryTest {

    private final ConnectionFactory artemis = mock(ConnectionFactory.class);

    @Test
    void aConnectionThatFailedIsGivenUpWithoutATraceInTheLogWhateverItsCloseAnswers(CapturedOutput log)
            throws Exception {
        Connection failed = mock(Connection.class);
        Connection next = mock(Connection.class);
        when(artemis.createConnection()).thenReturn(failed, next);
        JMSException gone = new JMSException("Unblocking a blocking call that will never get a response");
        doThrow(gone).when(failed).stop();
        doThrow(gone).when(failed).close();
        EmbeddedConnectionFactory factory = new EmbeddedConnectionFactory(artemis, () -> true);
        factory.createConnection().start();
        factory.onException(gone);
        factory.createConnection().start();
        verify(failed).close();
        verify(next).start();
        assertThat(log.getAll()).doesNotContain("WARN", "ERROR", "\tat ");
    }

    @Test
    void nobodyConnectsToABrokerThatTakesNoConnections() {
        EmbeddedConnectionFactory factory = new EmbeddedConnectionFactory(artemis, () -> false);
        assertThatThrownBy(factory::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessage(EmbeddedServer.STOPPED);
    }
}
